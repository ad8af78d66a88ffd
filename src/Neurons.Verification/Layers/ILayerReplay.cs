using System.Numerics;

namespace Neurons.Verification;

/// <summary>How recordings of a layer are replayed: a case whose states, weights and outputs have shapes of their own.</summary>
internal interface ILayerReplay
{
    /// <summary>
    /// The layer of a case with its recorded parameters, weights and initial states: output, states and gradients, flat and row-major, under
    /// the recorded names (<see cref="Replay.LayerParameterGradients"/> and <see cref="Replay.WeightGradients"/>).
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="golden">The case.</param>
    /// <param name="interpreted">
    /// Whether neurons are interpreted and products are plain loops; else both are the library's own, compiled and in parallel.
    /// </param>
    /// <exception cref="ArgumentException">The case cannot be replayed; the row then says why.</exception>
    Replay Run<T>(GoldenCase golden, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
