"""What a textbook writes for the rules of the families that have many, line by line."""

import optimizers

G = r"g = \nabla f(\theta)"
M = r"m \leftarrow \beta_1 m + (1 - \beta_1) g"
V = r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2"
M_HAT = r"\hat m = \frac{m}{1 - \beta_1^t}"
V_HAT = r"\hat v = \frac{v}{1 - \beta_2^t}"
OTHERWISE = r" & \text{otherwise} \end{cases}"
LAST = r"\mathrm{last} \leftarrow g"

ADAM_S_FAMILY = [
    (
        optimizers.AdamW(),
        (
            G,
            M,
            V,
            M_HAT,
            V_HAT,
            r"\theta \leftarrow \theta - \eta \left(\frac{\hat m}{\sqrt{\hat v} + \epsilon} + \lambda \theta\right)",
        ),
    ),
    (
        optimizers.AMSGrad(),
        (
            G,
            M,
            V,
            M_HAT,
            r"v_{max} \leftarrow \max(v_{max}, v)",
            r"\hat v = \frac{v_{max}}{1 - \beta_2^t}",
            r"\theta \leftarrow \theta - \frac{\eta \hat m}{\sqrt{\hat v} + \epsilon}",
        ),
    ),
    (
        optimizers.AMSGrad(corrected_first=True),
        (
            G,
            M,
            V,
            M_HAT,
            r"v_{max} \leftarrow \max(v_{max}, \frac{v}{1 - \beta_2^t})",
            r"\theta \leftarrow \theta - \frac{\eta \hat m}{\sqrt{v_{max}} + \epsilon}",
        ),
    ),
    (
        optimizers.NAdam(growing=True),
        (
            G,
            M,
            V,
            V_HAT,
            r"\mu = \beta_1 \left(1 - \frac{0.96^{0.004 t}}{2}\right)",
            r"\mu_{next} = \beta_1 \left(1 - \frac{0.96^{0.004 (t + 1)}}{2}\right)",
            r"P \leftarrow P \mu",
            r"\bar m = \frac{\mu_{next} m}{1 - P \mu_{next}} + \frac{(1 - \mu) g}{1 - P}",
            r"\theta \leftarrow \theta - \frac{\eta \bar m}{\sqrt{\hat v} + \epsilon}",
        ),
    ),
    (
        optimizers.RAdam(),
        (
            G,
            M,
            V,
            M_HAT,
            r"l = \frac{\sqrt{1 - \beta_2^t}}{\sqrt{v} + \epsilon}",
            r"\rho_{\infty} = \frac{2}{1 - \beta_2} - 1",
            r"\rho = \rho_{\infty} - \frac{2 t \beta_2^t}{1 - \beta_2^t}",
            r"r = \sqrt{\frac{\max(\rho - 4, 0) (\rho - 2) \rho_{\infty}}"
            r"{(\rho_{\infty} - 4) (\rho_{\infty} - 2) \rho}}",
            r"u = \begin{cases} r l & \text{if } \rho > \rho_0 \\ 1 & \text{otherwise} \end{cases}",
            r"\theta \leftarrow \theta - \eta u \hat m",
        ),
    ),
    (
        optimizers.AdaBelief(),
        (
            G,
            M,
            r"s \leftarrow \beta_2 s + (1 - \beta_2) (g - m)^2 + \epsilon",
            M_HAT,
            r"\hat s = \frac{s}{1 - \beta_2^t}",
            r"\theta \leftarrow \theta - \frac{\eta \hat m}{\sqrt{\hat s} + \epsilon}",
        ),
    ),
    (
        optimizers.Yogi(),
        (
            G,
            r"m_1 = \begin{cases} v_0 & \text{if } t = 1 \\ m & \text{otherwise} \end{cases}",
            r"v_1 = \begin{cases} v_0 & \text{if } t = 1 \\ v & \text{otherwise} \end{cases}",
            r"m \leftarrow \beta_1 m_1 + (1 - \beta_1) g",
            r"s = \begin{cases} 1 & \text{if } v_1 > g^2 \\ -1 & \text{otherwise} \end{cases}",
            r"v \leftarrow v_1 - (1 - \beta_2) s g^2",
            M_HAT,
            V_HAT,
            r"\theta \leftarrow \theta - \frac{\eta \hat m}{\sqrt{\hat v} + \epsilon}",
        ),
    ),
    (
        optimizers.AdaBound(),
        (
            G,
            M,
            V,
            V_HAT,
            r"u = \frac{1}{(\sqrt{\hat v} + \epsilon) (1 - \beta_1^t)}",
            r"\mathrm{lower} = c \left(1 - \frac{1}{\gamma t + 1}\right)",
            r"\mathrm{upper} = c \left(1 + \frac{1}{\gamma t}\right)",
            r"\bar u = \min(\max(u, \mathrm{lower}), \mathrm{upper})",
            r"\theta \leftarrow \theta - \eta \bar u m",
        ),
    ),
    (
        optimizers.Padam(),
        (
            G,
            M,
            V,
            r"v_{max} \leftarrow \max(v_{max}, v)",
            r"\theta \leftarrow \theta - \frac{\eta m}{(\sqrt{v_{max}} + \epsilon)^{2 p}}",
        ),
    ),
    (
        optimizers.DiffGrad(),
        (
            G,
            M,
            V,
            M_HAT,
            V_HAT,
            r"\xi = \frac{1}{1 + e^{-|\mathrm{last} - g|}}",
            r"\theta \leftarrow \theta - \frac{\eta \xi \hat m}{\sqrt{\hat v} + \epsilon}",
            LAST,
        ),
    ),
    (
        optimizers.LaProp(),
        (
            G,
            V,
            V_HAT,
            r"m \leftarrow \beta_1 m + \frac{(1 - \beta_1) g}{\sqrt{\hat v} + \epsilon}",
            M_HAT,
            r"\theta \leftarrow \theta - \eta \hat m",
        ),
    ),
    (
        optimizers.ADOPT(),
        (
            G,
            r"u = \frac{g}{\max(\sqrt{v}, \epsilon)}",
            r"c = \sqrt{\sqrt{t - 1}}",
            r"m \leftarrow \beta_1 m + (1 - \beta_1) \min(\max(u, -c), c)",
            r"v \leftarrow \begin{cases} g^2 & \text{if } t = 1 \\ \beta_2 v + (1 - \beta_2) g^2" + OTHERWISE,
            r"\theta \leftarrow \theta - \eta m",
        ),
    ),
    (
        optimizers.NovoGrad(),
        (
            G,
            r"v \leftarrow \begin{cases} \|g\|^2 & \text{if } t = 1 \\ \beta_2 v + (1 - \beta_2) \|g\|^2" + OTHERWISE,
            r"m \leftarrow \beta_1 m + \frac{g}{\sqrt{v} + \epsilon}",
            r"\theta \leftarrow \theta - \eta m",
        ),
    ),
    (
        optimizers.QHAdam(),
        (
            G,
            M,
            V,
            r"\bar m = (1 - \nu_1) g + \frac{\nu_1 m}{1 - \beta_1^t}",
            r"\bar v = (1 - \nu_2) g^2 + \frac{\nu_2 v}{1 - \beta_2^t}",
            r"\theta \leftarrow \theta - \frac{\eta \bar m}{\sqrt{\bar v} + \epsilon}",
        ),
    ),
    (
        optimizers.AdEMAMix(),
        (
            G,
            r"m_1 \leftarrow \beta_1 m_1 + (1 - \beta_1) g",
            r"m_2 \leftarrow \beta_3 m_2 + (1 - \beta_3) g",
            V,
            r"\hat m = \frac{m_1}{1 - \beta_1^t}",
            V_HAT,
            r"\theta \leftarrow \theta - \frac{\eta (\hat m + \alpha m_2)}{\sqrt{\hat v} + \epsilon}",
        ),
    ),
    (
        optimizers.Adan(),
        (
            G,
            r"c = \begin{cases} 0 & \text{if } t = 1 \\ g - \mathrm{last} & \text{otherwise} \end{cases}",
            M,
            r"d \leftarrow \beta_2 d + (1 - \beta_2) c",
            r"v \leftarrow \beta_3 v + (1 - \beta_3) (g + \beta_2 c)^2",
            r"u = \frac{m}{1 - \beta_1^t} + \frac{\beta_2 d}{1 - \beta_2^t}",
            r"\hat v = \frac{v}{1 - \beta_3^t}",
            r"\theta \leftarrow \theta - \frac{\eta u}{\sqrt{\hat v} + \epsilon}",
            LAST,
        ),
    ),
    (
        optimizers.Lion(),
        (
            G,
            r"c = \beta_1 m + (1 - \beta_1) g",
            r"m \leftarrow \beta_2 m + (1 - \beta_2) g",
            r"\theta \leftarrow \theta - \eta \operatorname{sign}(c)",
        ),
    ),
    (
        optimizers.MADGRAD(),
        (
            G,
            r"\rho = \eta \sqrt{t}",
            r"s \leftarrow s + \rho g",
            r"v \leftarrow v + \rho g^2",
            r"z = \theta_0 - \frac{s}{\sqrt[3]{v} + \epsilon}",
            r"\theta \leftarrow \gamma \theta + (1 - \gamma) z",
        ),
    ),
    (
        optimizers.CautiousAdamW(),
        (
            G,
            M,
            V,
            M_HAT,
            V_HAT,
            r"\phi = \begin{cases} 1 & \text{if } \operatorname{sign}(m) \operatorname{sign}(g) > 0 \\ 0" + OTHERWISE,
            r"\mathrm{share} = \max(\frac{\langle \phi, \phi \rangle}{2}, 0.5)",
            r"u = \frac{\phi \hat m}{\mathrm{share} (\sqrt{\hat v} + \epsilon)}",
            r"\theta \leftarrow \theta - \eta (u + \lambda \theta)",
        ),
    ),
    (
        optimizers.MARS(),
        (
            G,
            r"d = \begin{cases} 0 & \text{if } t = 1 \\ g - \mathrm{last} & \text{otherwise} \end{cases}",
            r"c = g + \frac{\gamma \beta_1}{1 - \beta_1} d",
            r"\bar c = \frac{c}{\max(\|c\|, 1)}",
            r"m \leftarrow \beta_1 m + (1 - \beta_1) \bar c",
            r"v \leftarrow \beta_2 v + (1 - \beta_2) \bar c^2",
            M_HAT,
            V_HAT,
            r"\theta \leftarrow \theta - \eta \left(\frac{\hat m}{\sqrt{\hat v} + \epsilon} + \lambda \theta\right)",
            LAST,
        ),
    ),
]

OTHER_FAMILIES = [
    (
        optimizers.BarzilaiBorwein(short=True),
        (
            G,
            r"y = g - \mathrm{last}",
            r"c = \langle \frac{s}{\|s\|}, \frac{y}{\|y\|} \rangle",
            r"b = \begin{cases} c & \text{if } c > 1 \cdot 10^{-10} \\ 1 & \text{otherwise} \end{cases}",
            r"k = \begin{cases} \|y\| & \text{if } \|y\| > 0 \\ 1 & \text{otherwise} \end{cases}",
            r"q = \frac{\|s\|}{k}",
            r"r = q b",
            r"\alpha \leftarrow \begin{cases} r & \text{if } \min(\|s\|, \|y\|) > 0 \\ "
            r"\alpha & \text{otherwise} \end{cases}",
            r"s \leftarrow -\left(\begin{cases} \alpha g & \text{if } \alpha > 0 \\ "
            r"l \frac{g}{\|g\|} & \text{otherwise} \end{cases}\right)",
            r"\theta \leftarrow \theta + s",
            r"\mathrm{last} \leftarrow g",
        ),
    ),
    (
        optimizers.BarzilaiBorwein(),
        (
            G,
            r"y = g - \mathrm{last}",
            r"c = \langle \frac{s}{\|s\|}, \frac{y}{\|y\|} \rangle",
            r"b = \begin{cases} c & \text{if } c > 1 \cdot 10^{-10} \\ 1 & \text{otherwise} \end{cases}",
            r"k = \begin{cases} \|y\| & \text{if } \|y\| > 0 \\ 1 & \text{otherwise} \end{cases}",
            r"q = \frac{\|s\|}{k}",
            r"r = \frac{q}{b}",
            r"\alpha \leftarrow \begin{cases} r & \text{if } \min(\|s\|, \|y\|) > 0 \\ "
            r"\alpha & \text{otherwise} \end{cases}",
            r"s \leftarrow -\left(\begin{cases} \alpha g & \text{if } \alpha > 0 \\ "
            r"l \frac{g}{\|g\|} & \text{otherwise} \end{cases}\right)",
            r"\theta \leftarrow \theta + s",
            r"\mathrm{last} \leftarrow g",
        ),
    ),
    (
        optimizers.DAdaptSGD(),
        (
            G,
            r"\delta = \max(d, d_0)",
            r"G \leftarrow \begin{cases} G & \text{if } G > 0 \\ \|g\| & \text{otherwise} \end{cases}",
            r"u = \delta \frac{g}{G}",
            r"s \leftarrow s + u",
            r"r \leftarrow \frac{\|s_{t-1}\|}{\|s_t\|} \left(r + \langle u, \frac{s_{t-1}}{\|s_{t-1}\|} \rangle\right)",
            r"d \leftarrow \max(\delta, 2 r)",
            r"\theta \leftarrow \beta \theta + (1 - \beta) (\theta_0 - s)",
        ),
    ),
    (
        optimizers.DAdaptAdam(),
        (
            G,
            r"\delta = \max(d, d_0)",
            r"\beta_3 = \sqrt{\beta_2}",
            r"r \leftarrow \beta_3 r + (1 - \beta_3) \delta \langle g, \frac{s}{\sqrt{v} + \epsilon} \rangle",
            r"m \leftarrow \beta_1 m + (1 - \beta_1) \delta g",
            r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
            r"s \leftarrow \beta_3 s + (1 - \beta_3) \delta g",
            r"d \leftarrow \max(\delta, \frac{r}{(1 - \beta_3) \langle \operatorname{sign}(s), s \rangle})",
            r"\theta \leftarrow \theta - \frac{m}{\sqrt{v} + \epsilon}",
        ),
    ),
    (
        optimizers.SWATS(),
        (
            G,
            r"\mu = \beta_1 m + (1 - \beta_1) g",
            r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
            r"\hat m = \frac{\mu}{1 - \beta_1^t}",
            r"\hat v = \frac{v}{1 - \beta_2^t}",
            r"p = \frac{\eta \hat m}{\sqrt{\hat v} + \epsilon}",
            r"d = \langle \frac{p}{\|p\|}, g \rangle",
            r"\gamma = \frac{\|p\|}{d}",
            r"r \leftarrow \begin{cases} r & \text{if } d = 0 \\ "
            r"\beta_2 r + (1 - \beta_2) \gamma & \text{otherwise} \end{cases}",
            r"\hat r = \frac{r}{1 - \beta_2^t}",
            r"\mathrm{found} = \begin{cases} \max(\hat r, 0) & \text{if } |\hat r - \gamma| < \tau |\gamma| \\ "
            r"0 & \text{otherwise} \end{cases}",
            r"R \leftarrow \begin{cases} R & \text{if } R > 0 \\ "
            r"\begin{cases} \mathrm{found} & \text{if } t > 1 \\ "
            r"0 & \text{otherwise} \end{cases} & \text{otherwise} \end{cases}",
            r"m \leftarrow \begin{cases} \mu & \text{if } R_{t-1} > 0 \\ \begin{cases} 0 & \text{if } R_t > 0 \\ "
            r"\mu & \text{otherwise} \end{cases} & \text{otherwise} \end{cases}",
            r"\theta \leftarrow \theta - \left(\begin{cases} R_{t-1} \mu & \text{if } R_{t-1} > 0 \\ "
            r"p & \text{otherwise} \end{cases}\right)",
        ),
    ),
    (
        optimizers.EMA(optimizers.GradientDescent()),
        (
            r"g = \nabla f(z)",
            r"z \leftarrow z - \eta g",
            r"\theta \leftarrow \theta + (1 - \alpha) (z - \theta)",
        ),
    ),
    (
        optimizers.SWA(every=3),
        (
            r"g = \nabla f(z)",
            r"z \leftarrow z - \eta g",
            r"n = \max(t - 100, 0)",
            r"\theta \leftarrow \begin{cases} \theta + \frac{z - \theta}{1 + \frac{n}{3}} & \text{if } n \bmod 3 = 0"
            r" \\ \theta & \text{otherwise} \end{cases}",
        ),
    ),
    (
        optimizers.ASGD(burn_in=20),
        (
            r"g = \nabla f(z)",
            r"z \leftarrow z - \eta g",
            r"\theta \leftarrow \theta + \frac{z - \theta}{\max(t - 20, 1)}",
        ),
    ),
    (
        optimizers.FTRL(),
        (
            G,
            r"n \leftarrow n + g^2",
            r"D = \sqrt{n} + \beta",
            r"D_{last} = \sqrt{n_{t-1}} + \beta",
            r"z \leftarrow z + \frac{(D - D_{last}) (\theta - z) - \eta g}{D}",
            r"\theta \leftarrow \operatorname{sign}(z) \max(|z| - \frac{\eta \lambda_1}{D}, 0)"
            r" \frac{D}{D + \eta \lambda_2}",
        ),
    ),
    (
        optimizers.NormalizedDescent(),
        (
            G,
            r"\theta \leftarrow \theta - \eta \frac{g}{\|g\|}",
        ),
    ),
    (
        optimizers.SignSGD(),
        (
            G,
            r"\theta \leftarrow \theta - \eta \operatorname{sign}(g)",
        ),
    ),
    (
        optimizers.Signum(),
        (
            G,
            r"m \leftarrow \beta m + (1 - \beta) g",
            r"\theta \leftarrow \theta - \eta \operatorname{sign}(m)",
        ),
    ),
    (
        optimizers.QHM(),
        (
            G,
            r"m \leftarrow \beta m + (1 - \beta) g",
            r"\theta \leftarrow \theta - \eta ((1 - \nu) g + \nu m)",
        ),
    ),
    (
        optimizers.AggMo(),
        (
            G,
            r"v_1 \leftarrow (1 - a) v_1 + \eta g",
            r"v_2 \leftarrow (1 - a^2) v_2 + \eta g",
            r"\theta \leftarrow \theta - \frac{\eta g + v_1 + v_2}{3}",
        ),
    ),
    (
        optimizers.OptimisticGradient(),
        (
            G,
            r"d = \begin{cases} 0 & \text{if } t = 1 \\ g - \mathrm{last} & \text{otherwise} \end{cases}",
            r"\theta \leftarrow \theta - \eta (g + \omega d)",
            LAST,
        ),
    ),
    (
        optimizers.CentredRMSProp(),
        (
            G,
            r"E[g^2] \leftarrow \gamma E[g^2] + (1 - \gamma) g^2",
            r"E[g] \leftarrow \gamma E[g] + (1 - \gamma) g",
            r"v = \max(E[g^2] - E[g]^2, 0)",
            r"\theta \leftarrow \theta - \frac{\eta g}{\sqrt{v + \epsilon}}",
        ),
    ),
    (
        optimizers.Rprop(),
        (
            G,
            r"s = \operatorname{sign}(g) \operatorname{sign}(\mathrm{last})",
            r"a = \begin{cases} \eta^+ & \text{if } s > 0 \\ "
            r"\begin{cases} \eta^- & \text{if } s < 0 \\ "
            r"1 & \text{otherwise} \end{cases} & \text{otherwise} \end{cases}",
            r"h = \begin{cases} \eta & \text{if } t = 1 \\ d & \text{otherwise} \end{cases}",
            r"d \leftarrow \min(\max(a h, \Delta_{min}), \Delta_{max})",
            r"\mathrm{last} \leftarrow \begin{cases} 0 & \text{if } s < 0 \\ g & \text{otherwise} \end{cases}",
            r"\theta \leftarrow \theta - d \operatorname{sign}(\mathrm{last})",
        ),
    ),
    (
        optimizers.DoG(),
        (
            G,
            r"r \leftarrow \max(\max(r, \|\theta - \theta_0\|), r_\epsilon (1 + \|\theta_0\|))",
            r"G \leftarrow G + \|g\|^2",
            r"\theta \leftarrow \theta - \frac{r}{\sqrt{G + \epsilon}} g",
        ),
    ),
    (
        optimizers.Prodigy(),
        (
            G,
            r"\delta = \max(d, d_0)",
            r"\beta_3 = \sqrt{\beta_2}",
            r"m \leftarrow \beta_1 m + (1 - \beta_1) \delta g",
            r"v \leftarrow \beta_2 v + (1 - \beta_2) \delta^2 g^2",
            r"r \leftarrow \beta_3 r + \frac{\delta^2}{d_0} \langle g, \theta_0 - \theta \rangle",
            r"s \leftarrow \beta_3 s + \frac{\delta^2}{d_0} g",
            r"d \leftarrow \max(\delta, c \frac{r}{\langle \operatorname{sign}(s), s \rangle})",
            r"\theta \leftarrow \theta - \frac{\delta m}{\sqrt{v} + \delta \epsilon}",
        ),
    ),
    (
        optimizers.SGDScheduleFree(),
        (
            r"g = \nabla f(z + \beta (\theta - z))",
            r"z \leftarrow z - \eta g",
            r"\theta \leftarrow \theta + \frac{z - \theta}{t}",
        ),
    ),
    (
        optimizers.AdamWScheduleFree(),
        (
            r"g = \nabla f(z + \beta_1 (\theta - z))",
            V,
            V_HAT,
            r"z \leftarrow z - \frac{\eta g}{\sqrt{\hat v} + \epsilon}",
            r"\theta \leftarrow \theta + \frac{z - \theta}{t}",
        ),
    ),
    (
        optimizers.ClippedValue(),
        (
            G,
            r"g' = \operatorname{sign}(g) \min(|g|, c)",
            r"\theta \leftarrow \theta - \eta g'",
        ),
    ),
]
