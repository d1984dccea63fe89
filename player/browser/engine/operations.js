// What NumPy's operations do with floats, by the names of programs/operations.py. True is 1 and false 0.

const truth = (value) => (value ? 1 : 0);

/** a less a whole multiple of b, of b's sign. */
function remainder(a, b) {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest === 0 ? (b < 0 ? -0 : 0) : rest;
}

/** The whole number of times that b fits into a. */
function floorDivide(a, b) {
  if (b === 0) return a / b;
  const times = (a - remainder(a, b)) / b;
  const floor = Math.floor(times);
  return times - floor > 0.5 ? floor + 1 : floor;
}

/** a to the power b as C has it: 1 wherever b is 0 or a is 1. */
const power = (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : b === 2 ? a * a : a ** b);

/** The length of (a, b). Source: C. Borges 2019, arXiv:1904.09481, as the C library has it, to the same bits. */
function hypot(a, b) {
  const [long, short] = [Math.max(Math.abs(a), Math.abs(b)), Math.min(Math.abs(a), Math.abs(b))];
  if (long === Infinity || Math.abs(b) === Infinity || Math.abs(a) === Infinity) return Infinity;
  if (!(long < 2 ** 511)) return lengthOf(long * 2 ** -600, short * 2 ** -600) * 2 ** 600;
  if (!(short > 2 ** -459)) return short <= long * 2 ** -54 ? long + short : lengthOf(long * 2 ** 600, short * 2 ** 600) * 2 ** -600;
  return short <= long * 2 ** -54 ? long + short : lengthOf(long, short);
}

function lengthOf(long, short) {
  const length = Math.sqrt(long * long + short * short);
  let [delta, least, rest] = [length - short, 0, 0];
  if (length <= 2 * short) {
    least = long * (2 * delta - long);
    rest = (delta - 2 * (long - short)) * delta;
  } else {
    delta = length - long;
    least = 2 * delta * (long - 2 * short);
    rest = (4 * delta - short) * short + delta * delta;
  }
  return length - (least + rest) / (2 * length);
}

/** log(exp(a) + exp(b)), without overflow. */
function logaddexp(a, b) {
  const apart = a - b;
  if (a === b) return a + Math.LN2;
  return apart > 0 ? a + Math.log1p(Math.exp(-apart)) : apart <= 0 ? b + Math.log1p(Math.exp(apart)) : apart;
}

/** a to a whole power below 2³¹, as optimizers.arithmetic.power has it. */
function wholePower(a, exponent) {
  let result = 1;
  for (let base = a, left = exponent | 0; left > 0; base *= base, left >>= 1) if (left & 1) result *= base;
  return result;
}

export const OPERATIONS = {
  positive: (a) => a,
  floor_divide: floorDivide,
  remainder,
  power,
  whole_power: wholePower,
  quotient: (a, b) => (a === 0 ? 0 : a / b),
  hypot,
  logaddexp,
  bitwise_and: (a, b) => truth(a && b),
  bitwise_or: (a, b) => truth(a || b),
  logical_not: (a) => truth(!a),
  less: (a, b) => truth(a < b),
  less_equal: (a, b) => truth(a <= b),
  equal: (a, b) => truth(a === b),
  greater: (a, b) => truth(a > b),
  greater_equal: (a, b) => truth(a >= b),
  not_equal: (a, b) => truth(a !== b),
  maximum: (a, b) => (a >= b || a !== a ? a : b),
  minimum: (a, b) => (a <= b || a !== a ? a : b),
  absolute: Math.abs,
  sign: (a) => (a > 0 ? 1 : a < 0 ? -1 : a === 0 ? 0 : a),
  square: (a) => a * a,
  floor: Math.floor,
  ceil: Math.ceil,
  cbrt: Math.cbrt,
  exp: Math.exp,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  arctan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
};
