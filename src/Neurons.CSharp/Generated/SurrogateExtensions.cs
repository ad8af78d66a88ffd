// Generated from the table of surrogates; a test tells when it is stale. CONTRIBUTING.md says how it is written anew.
namespace Neurons;

/// <summary>The surrogate derivatives of the library, each by its name; u is the distance from the threshold.</summary>
public static class SurrogateExtensions
{
    /// <param name="_">The surrogates are made by static calls, as in <c>Surrogate.Atan(2)</c>.</param>
    extension(Surrogate _)
    {
        /// <summary>1 / (α|u| + 1)². Norse, α = 100. Zenke &amp; Ganguli 2018.</summary>
        public static Surrogate Superspike(double alpha = 100) => Surrogates.create("superspike", [("alpha", alpha)]);

        /// <summary>1 / (k|u| + 1)². snnTorch, k = 25. Zenke &amp; Ganguli 2018.</summary>
        public static Surrogate FastSigmoid(double k = 25) => Surrogates.create("fast_sigmoid", [("k", k)]);

        /// <summary>α·max(0, 1 − |u|). Norse, α = 0.3. Bellec et al. 2018.</summary>
        public static Surrogate Triangle(double alpha = 0.3) => Surrogates.create("triangle", [("alpha", alpha)]);

        /// <summary>(α/2) / (1 + (π/2·α·u)²). snnTorch and SpikingJelly, α = 2. Fang et al. 2021.</summary>
        public static Surrogate Atan(double alpha = 2) => Surrogates.create("atan", [("alpha", alpha)]);

        /// <summary>k·σ(ku)(1 − σ(ku)). snnTorch, k = 25; SpikingJelly and BrainPy, k = 4.</summary>
        public static Surrogate Sigmoid(double k = 25) => Surrogates.create("sigmoid", [("k", k)]);

        /// <summary>1: the straight-through estimator.</summary>
        public static Surrogate StraightThrough() => Surrogates.create("straight_through", []);

        /// <summary>0: for inference only.</summary>
        public static Surrogate None() => Surrogates.create("none", []);
    }
}
