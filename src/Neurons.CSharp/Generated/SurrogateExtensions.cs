// Generated from the table of surrogates; tools/Neurons.Generate writes it anew.
namespace Neurons;

/// <summary>
/// The surrogate derivatives of the library, each by its name; u is the distance from the threshold. A number that is not
/// allowed, such as a width of 0, is an <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
public static class SurrogateExtensions
{
    /// <param name="_">The surrogates are made by static calls, as in <c>Surrogate.Atan(2)</c>.</param>
    extension(Surrogate _)
    {
        /// <summary>1 / (α|u| + 1)². Zenke &amp; Ganguli 2018.</summary>
        public static Surrogate Superspike(double alpha = 100) => Surrogates.create("superspike", [("alpha", alpha)]);

        /// <summary>1 / (k|u| + 1)². Zenke &amp; Ganguli 2018.</summary>
        public static Surrogate FastSigmoid(double k = 25) => Surrogates.create("fast_sigmoid", [("k", k)]);

        /// <summary>max(0, α(w − |u|)).</summary>
        public static Surrogate Relu(double alpha = 0.3, double width = 1) => Surrogates.create("relu", [("alpha", alpha), ("width", width)]);

        /// <summary>α·max(0, 1 − |u|). Bellec et al. 2018.</summary>
        public static Surrogate Triangle(double alpha = 0.3) => Surrogates.create("triangle", [("alpha", alpha)]);

        /// <summary>(α/2) / (1 + (π/2·α·u)²). Fang et al. 2021.</summary>
        public static Surrogate Atan(double alpha = 2) => Surrogates.create("atan", [("alpha", alpha)]);

        /// <summary>1 / (1 + (αu)²).</summary>
        public static Surrogate Arctan(double alpha = 1) => Surrogates.create("arctan", [("alpha", alpha)]);

        /// <summary>exp(−u² / (2α²)).</summary>
        public static Surrogate Gaussian(double alpha = 1) => Surrogates.create("gaussian", [("alpha", alpha)]);

        /// <summary>k·σ(ku)(1 − σ(ku)).</summary>
        public static Surrogate Sigmoid(double k = 25) => Surrogates.create("sigmoid", [("k", k)]);

        /// <summary>1 − tanh²(ku).</summary>
        public static Surrogate Tanh(double k = 100) => Surrogates.create("tanh", [("k", k)]);

        /// <summary>2α·(1/(2√(α²+u²)) − u²/(2(α²+u²)^{3/2})), which is α³/(α²+u²)^{3/2}.</summary>
        public static Surrogate Circ(double alpha = 100) => Surrogates.create("circ", [("alpha", alpha)]);

        /// <summary>(2/√π)·exp(−(ku)²).</summary>
        public static Surrogate Erfc(double k = 100) => Surrogates.create("erfc", [("k", k)]);

        /// <summary>1: the straight-through estimator.</summary>
        public static Surrogate StraightThrough() => Surrogates.create("straight_through", []);

        /// <summary>k·exp(−β|u − 1|).</summary>
        public static Surrogate SpikeRateEscape(double beta = 1, double k = 25) => Surrogates.create("spike_rate_escape", [("beta", beta), ("k", k)]);

        /// <summary>1 for u &gt; 0, else the slope.</summary>
        public static Surrogate Leaky(double slope = 0.1) => Surrogates.create("leaky", [("slope", slope)]);

        /// <summary>[u &gt; 0] + ½[u = 0].</summary>
        public static Surrogate Step() => Surrogates.create("step", []);

        /// <summary>max(0, α − α²|u|).</summary>
        public static Surrogate PiecewiseQuadratic(double alpha = 1) => Surrogates.create("piecewise_quadratic", [("alpha", alpha)]);

        /// <summary>(α/2)·exp(−α|u|).</summary>
        public static Surrogate PiecewiseExp(double alpha = 1) => Surrogates.create("piecewise_exp", [("alpha", alpha)]);

        /// <summary>(α/2) / (1 + α|u|)².</summary>
        public static Surrogate SoftSign(double alpha = 2) => Surrogates.create("soft_sign", [("alpha", alpha)]);

        /// <summary>α / (1 + |u|)²: SpikingJelly's SuperSpike.</summary>
        public static Surrogate SuperSpike(double alpha = 1) => Surrogates.create("super_spike", [("alpha", alpha)]);

        /// <summary>1 / (1/α + |u|).</summary>
        public static Surrogate NonzeroSignLog(double alpha = 1) => Surrogates.create("nonzero_sign_log", [("alpha", alpha)]);

        /// <summary>(α/√π)·exp(−(αu)²).</summary>
        public static Surrogate Erf(double alpha = 2) => Surrogates.create("erf", [("alpha", alpha)]);

        /// <summary>1/(2w) within |u| ≤ w, else c.</summary>
        public static Surrogate PiecewiseLeakyRelu(double w = 1, double c = 0.01) => Surrogates.create("piecewise_leaky_relu", [("w", w), ("c", c)]);

        /// <summary>The same with c at |u| = w.</summary>
        public static Surrogate OpenLeakyRelu(double w = 1, double c = 0.01) => Surrogates.create("open_leaky_relu", [("w", w), ("c", c)]);

        /// <summary>(4/T)·Σ cos((2i−1)·2πu/T), i = 1…n.</summary>
        public static Surrogate SquarewaveFourier(double n = 2, double period = 8) => Surrogates.create("squarewave_fourier", [("n", n), ("period", period)]);

        /// <summary>α·σ(αu)(1−σ(αu)) for u &lt; 0, else β/(u + 1).</summary>
        public static Surrogate S2nn(double alpha = 4, double beta = 1) => Surrogates.create("s2nn", [("alpha", alpha), ("beta", beta)]);

        /// <summary>(1 + 2|u|/(α + shift))^−α; the shift is 1 in BrainPy and −1 in SpikingJelly.</summary>
        public static Surrogate QPseudoSpike(double alpha = 2, double shift = 1) => Surrogates.create("q_pseudo_spike", [("alpha", alpha), ("shift", shift)]);

        /// <summary>α for u &lt; 0, else β.</summary>
        public static Surrogate LeakyRelu(double alpha = 0.1, double beta = 1) => Surrogates.create("leaky_relu", [("alpha", alpha), ("beta", beta)]);

        /// <summary>1/u for u &gt; 1, 1 for 0 &lt; u ≤ 1, else α.</summary>
        public static Surrogate LogTailedRelu(double alpha = 0) => Surrogates.create("log_tailed_relu", [("alpha", alpha)]);

        /// <summary>α·N(u; 0, σ), N the normal density.</summary>
        public static Surrogate GaussianDensity(double sigma = 0.5, double alpha = 0.5) => Surrogates.create("gaussian_density", [("sigma", sigma), ("alpha", alpha)]);

        /// <summary>γ·((1+h)·N(u; 0, σ) − h·N(u; σ, sσ) − h·N(u; −σ, sσ)), N the normal density.</summary>
        public static Surrogate MultiGaussian(double h = 0.15, double s = 6, double sigma = 0.5, double gamma = 0.5) => Surrogates.create("multi_gaussian", [("h", h), ("s", s), ("sigma", sigma), ("gamma", gamma)]);

        /// <summary>1/(α|u| + 1)².</summary>
        public static Surrogate InvSquare(double alpha = 100) => Surrogates.create("inv_square", [("alpha", alpha)]);

        /// <summary>exp(−α|u|). Shrestha &amp; Orchard 2018.</summary>
        public static Surrogate Slayer(double alpha = 1) => Surrogates.create("slayer", [("alpha", alpha)]);

        /// <summary>min(1/|u|, α).</summary>
        public static Surrogate FakeNumerical(double alpha = 0.3) => Surrogates.create("fake_numerical", [("alpha", alpha)]);

        /// <summary>α·[|u| &lt; 1/(2α)].</summary>
        public static Surrogate Rect(double alpha = 1) => Surrogates.create("rect", [("alpha", alpha)]);

        /// <summary>0: for inference only.</summary>
        public static Surrogate None() => Surrogates.create("none", []);
    }
}
