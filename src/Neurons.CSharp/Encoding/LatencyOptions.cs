using Neurons.Encoders;

namespace Neurons;

/// <summary>The options of <see cref="Encode.Latency{T}"/>, snnTorch's <c>spikegen.latency</c>.</summary>
public sealed record LatencyOptions
{
    /// <summary>The number of steps, T ≥ 1.</summary>
    public required int Steps { get; init; }

    /// <summary>τ in steps, &gt; 0; the linear curve has its own where it is normalized. Default 1.</summary>
    public double Tau { get; init; } = 1;

    /// <summary>
    /// θ: smaller values fire as late as θ. In (0, 1), or in [0, 1] with the linear curve. Default 0.01.
    /// </summary>
    public double Threshold { get; init; } = 0.01;

    /// <summary>The step of the earliest possible spike, 0 .. T − 1. Default 0.</summary>
    public int FirstSpike { get; init; }

    /// <summary>Whether t = τ(1 − x); else t = τ ln(x / (x − θ)).</summary>
    public bool Linear { get; init; }

    /// <summary>Whether the times are stretched so that the latest (on the linear curve, that of x = θ = 0) falls on the last step.</summary>
    public bool Normalize { get; init; }

    /// <summary>Whether values below the threshold do not fire at all.</summary>
    public bool Clip { get; init; }

    /// <summary>Whether spikes that fall behind the last step are left out; else they are an error.</summary>
    public bool Bypass { get; init; }

    /// <summary>The same options for the functions of <see cref="LatencyModule"/>.</summary>
    public LatencyModule.Options ToCore() =>
        new(Steps, Tau, Threshold, FirstSpike, Linear ? LatencyCurve.Linear : LatencyCurve.Logarithmic, Normalize, Clip, Bypass);
}
