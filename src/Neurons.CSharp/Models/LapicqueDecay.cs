using Parameters = Neurons.LapicqueModule.Parameters<Neurons.ParameterValue>;

namespace Neurons;

/// <summary>Lapicque's neuron by the decay β of its membrane, instead of resistance and capacitance.</summary>
public static class LapicqueDecay
{
    extension(LapicqueOptions)
    {
        /// <summary>The options with this R, and the C with which the membrane decays by β in a step.</summary>
        /// <param name="beta">β, in [0, 1).</param>
        /// <param name="r">Membrane resistance. In Ω, &gt; 0.</param>
        /// <param name="dt">Time step in s, &gt; 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">A number is not as said.</exception>
        public static LapicqueOptions OfBetaAndR(double beta, double r, double dt = 1) => Options(LapicqueModule.ofBetaAndR(dt, beta, r), dt);

        /// <summary>The options with this C, and the R with which the membrane decays by β in a step.</summary>
        /// <param name="beta">β, in [0, 1).</param>
        /// <param name="c">Membrane capacitance. In F, &gt; 0.</param>
        /// <param name="dt">Time step in s, &gt; 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">A number is not as said.</exception>
        public static LapicqueOptions OfBetaAndC(double beta, double c, double dt = 1) => Options(LapicqueModule.ofBetaAndC(dt, beta, c), dt);

        /// <summary>
        /// The options with this R and snnTorch's C, where β is e^(−dt/(RC)): a step decays by 1 + ln β, which is negative for a β below e^−1, and
        /// diverges below e^−2, where a layer refuses it.
        /// </summary>
        /// <param name="beta">β, in (0, 1).</param>
        /// <param name="r">Membrane resistance. In Ω, &gt; 0.</param>
        /// <param name="dt">Time step in s, &gt; 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">A number is not as said.</exception>
        public static LapicqueOptions SnntorchOfBetaAndR(double beta, double r, double dt = 1) =>
            Options(LapicqueModule.Snntorch.ofBetaAndR(dt, beta, r), dt);

        /// <summary>As <see cref="SnntorchOfBetaAndR"/>, with this C and snnTorch's R.</summary>
        /// <param name="beta">β, in (0, 1).</param>
        /// <param name="c">Membrane capacitance. In F, &gt; 0.</param>
        /// <param name="dt">Time step in s, &gt; 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">A number is not as said.</exception>
        public static LapicqueOptions SnntorchOfBetaAndC(double beta, double c, double dt = 1) =>
            Options(LapicqueModule.Snntorch.ofBetaAndC(dt, beta, c), dt);
    }

    private static LapicqueOptions Options(Parameters parameters, double dt) =>
        new() { R = Number(parameters.R), C = Number(parameters.C), Dt = dt };

    private static double Number(ParameterValue value) => ((ParameterValue.Shared)value).Item;
}
