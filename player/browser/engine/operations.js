// What NumPy's operations do with floats, by the names of programs/operations.py. True is 1 and false 0.

const truth = (value) => (value ? 1 : 0);

/** a less a whole multiple of b, of b's sign. */
function remainder(a, b) {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest === 0 ? (b < 0 ? -0 : 0) : rest;
}

/** How often b fits into a, a whole number. */
function floorDivide(a, b) {
  if (b === 0) return a / b;
  const rest = a % b;
  const times = (a - rest) / b - (rest !== 0 && rest < 0 !== b < 0 ? 1 : 0);
  const floor = Math.floor(times);
  return times - floor > 0.5 ? floor + 1 : floor;
}

/** a to the power b as C has it: 1 wherever b is 0 or a is 1. */
const power = (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b);

/** The length of (a, b), without overflow. Source: Borges 2019, arXiv:1904.09481, as the GNU C library has it. */
function hypot(a, b) {
  const [width, height] = [Math.abs(a), Math.abs(b)];
  if (width === Infinity || height === Infinity) return Infinity;
  const [long, short] = width > height ? [width, height] : [height, width];
  if (short <= long * 2 ** -54) return long + short;
  const scale = long >= 2 ** 511 ? 2 ** -600 : short <= 2 ** -459 ? 2 ** 600 : 1;
  return lengthOf(long * scale, short * scale) / scale;
}

function lengthOf(long, short) {
  const length = Math.sqrt(long * long + short * short);
  const [past, over] = [length - long, length - short];
  const excess =
    length <= 2 * short
      ? long * (2 * over - long) + (over - 2 * (long - short)) * over
      : 2 * past * (long - 2 * short) + ((4 * past - short) * short + past * past);
  return length - excess / (2 * length);
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
  logical_not: (a) => truth(a === 0),
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
