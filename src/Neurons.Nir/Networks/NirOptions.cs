using Neurons.Primitives;

namespace Neurons.Nir;

/// <summary>How the equations of NIR, which are in continuous time, become steps.</summary>
public enum NirDiscretisation
{
    /// <summary>Explicit Euler; neurons with a synapse take the current that the step has made: what Norse, snnTorch, Lava and others do.</summary>
    Euler,

    /// <summary>Explicit Euler; neurons with a synapse take the current from before the step.</summary>
    EulerOldCurrent,

    /// <summary>The solution in closed form for an input that stays the same during a step.</summary>
    Exact,
}

/// <summary>What a spike is on the edges that leave a neuron.</summary>
public enum NirSpike
{
    /// <summary>1 for the length of a step, so that its effect grows with dt: what other libraries do.</summary>
    One,

    /// <summary>1/dt for the length of a step, an impulse with the integral 1, so that its effect does not depend on dt.</summary>
    Impulse,
}

/// <summary>The potential that neurons begin with.</summary>
public enum NirInitial
{
    /// <summary>0.</summary>
    Zero,

    /// <summary>v_leak, where the node has one; 0 else.</summary>
    Leak,
}

/// <summary>The unit of the time constants and delays of a file.</summary>
public enum NirTimeUnit
{
    /// <summary>Seconds: what the networks of the NIR paper and the exporters have.</summary>
    Seconds,

    /// <summary>Milliseconds: what the documentation of NIR says.</summary>
    Milliseconds,
}

/// <summary>Which library's reading of a file is followed.</summary>
public enum NirReading
{
    /// <summary>The file is taken at its word.</summary>
    Nir,

    /// <summary>As snnTorch 0.9.4, <c>import_from_nir</c>.</summary>
    Snntorch,

    /// <summary>As Norse 1.1, <c>from_nir</c>.</summary>
    Norse,

    /// <summary>As SpikingJelly 2.0, <c>import_from_nir</c>.</summary>
    Spikingjelly,

    /// <summary>As sinabs 3.1, <c>from_nir</c>.</summary>
    Sinabs,
}

/// <summary>What NIR leaves open, for <see cref="NirConversion.ToNetwork"/>.</summary>
public sealed record NirOptions
{
    /// <summary>The step where nothing says one.</summary>
    internal const double UsualDt = 1e-4;

    /// <summary>
    /// The time step in seconds; positive and finite. Default: what the metadata of the graph say as <c>dt</c>, as those of
    /// <see cref="NirConversion.ToNir(Neurons.Networks.Network, double?, bool)"/> do, else 1e-4, which snnTorch, SpikingJelly and the NIR paper have.
    /// </summary>
    public double? Dt { get; init; }

    /// <summary>The unit of the time constants and delays of the file; those of the network are in seconds. Default: seconds.</summary>
    public NirTimeUnit TimeUnit { get; init; }

    /// <summary>
    /// How equations become steps. Default: what the metadata of the graph say as <c>discretisation</c> (<c>euler</c>,
    /// <c>euler_old_current</c> or <c>exact</c>), else Euler.
    /// </summary>
    public NirDiscretisation? Discretisation { get; init; }

    /// <summary>What a spike is on the edges that leave a neuron; inputs and outputs are as they are given. Default: 1.</summary>
    public NirSpike Spike { get; init; }

    /// <summary>
    /// The potential that neurons begin with; currents begin with 0. Default: what the metadata of a node say as <c>v0</c>, else 0.
    /// </summary>
    public NirInitial? Initial { get; init; }

    /// <summary>Whose reading of the file is followed; others than that of NIR itself say what a neuron is. Default: NIR's.</summary>
    public NirReading Reading { get; init; }

    /// <summary>Whether training changes the parameters of neurons, too, each neuron's by itself. Default: weights alone.</summary>
    public bool LearnNeurons { get; init; }

    /// <summary>What a training of the network draws from; the weights are those of the file. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// States that the network gives besides its outputs, named as in the file: <c>lif.v</c>, <c>lif.i</c>; not of neurons in a circle.
    /// </summary>
    public IReadOnlyList<string> Record { get; init; } = [];

    /// <summary>
    /// What snnTorch 0.9.4 makes of a file: dt 1e-4 s, Euler. Neurons are reset to 0 whatever v_reset is, but an IF leaks a tenth of its
    /// potential in each step and is reset by subtraction. It asks for v_leak = 0, one threshold for a layer, r = τ_mem/dt of a CubaLIF and
    /// r = 1 of an IF; it has no LI, CubaLI, I, Scale, Threshold, Delay, Conv1d or SumPool2d.
    /// </summary>
    public static NirOptions Snntorch { get; } =
        Preset(NirReading.Snntorch, UsualDt, NirDiscretisation.Euler, NirInitial.Zero);

    /// <summary>
    /// What Norse 1.1 makes of a file: dt 1e-3 s, Euler, v_leak at the beginning. Neurons are reset to 0 whatever v_reset is; r of LI, LIF
    /// and IF is ignored, and an IF adds its input whatever dt is; the current of a CubaLIF leaks to v_leak, too. It has no CubaLI, I, Scale,
    /// Threshold or Delay; LI, Conv1d and AvgPool2d it has since 1.1.
    /// </summary>
    public static NirOptions Norse { get; } =
        Preset(NirReading.Norse, 1e-3, NirDiscretisation.Euler, NirInitial.Leak);

    /// <summary>
    /// What SpikingJelly makes of a file: dt 1e-4 s, Euler, a spike at the threshold or above it, v_reset at the beginning. It asks for one
    /// number of each parameter for all neurons of a layer, v_leak = v_reset, and r = 1/dt of an IF; a LIF's input has the factor 1/τ where
    /// r = 1, and else 1. It has Affine, Linear, Conv1d, Conv2d with numbers as padding, SumPool2d without padding, AvgPool2d, Flatten, IF and LIF.
    /// </summary>
    public static NirOptions Spikingjelly { get; } =
        Preset(NirReading.Spikingjelly, UsualDt, NirDiscretisation.Euler, NirInitial.Zero);

    /// <summary>
    /// What sinabs makes of a file: time constants are numbers of steps, a LIF decays by e^(−1/τ) and adds its input as it is, an IF adds its
    /// input; both give several spikes in a step where v is several thresholds, and lose one threshold with each; that of an IF is at least
    /// −v_threshold. It has Affine, Conv2d, LI, IF, LIF, SumPool2d without padding and Flatten.
    /// </summary>
    public static NirOptions Sinabs { get; } =
        Preset(NirReading.Sinabs, 1, NirDiscretisation.Exact, NirInitial.Zero);

    /// <summary>The time step in seconds, once it is known.</summary>
    internal double Step => Dt!.Value;

    /// <summary>A time of the file in seconds.</summary>
    internal double Seconds(double time) => TimeUnit == NirTimeUnit.Seconds ? time : time / 1000;

    /// <summary>A rate of the file in 1/s.</summary>
    internal double PerSecond(double rate) => TimeUnit == NirTimeUnit.Seconds ? rate : rate * 1000;

    /// <summary>The options of the library whose reading of a file is followed; null where that is NIR's.</summary>
    internal static NirOptions? Of(NirReading reading) => reading switch
    {
        NirReading.Snntorch => Snntorch,
        NirReading.Norse => Norse,
        NirReading.Spikingjelly => Spikingjelly,
        NirReading.Sinabs => Sinabs,
        _ => null,
    };

    /// <summary>The options with a step and a form: what is given, else what the library has or the metadata of a graph say.</summary>
    internal NirOptions Resolved(NirMetadata metadata, List<NirNote> notes)
    {
        var own = Of(Reading);
        var isAsked = Dt is not null || own is not null;
        var dt = Dt ?? own?.Dt ?? Said<double?>("dt", One, "a positive number");
        var form = Discretisation ?? own?.Discretisation
            ?? Said<NirDiscretisation?>("discretisation", Form, $"one of {string.Join(", ", NirWords.Forms)}");
        var resolved = this with { Dt = dt ?? UsualDt, Discretisation = form ?? NirDiscretisation.Euler, Initial = Initial ?? own?.Initial };
        notes.Add(new(
            null, NirNoteKind.LeftOpen,
            $"the time step is {resolved.Dt} s{Source(!isAsked && dt is not null)}, and the file counts in {TimeUnit.Word()}"));
        notes.Add(new(
            null, NirNoteKind.LeftOpen,
            $"equations become steps by {resolved.Discretisation!.Value.Word()}{Source(own is null && Discretisation is null && form is not null)}"));
        return resolved;

        static string Source(bool isSaid) => isSaid ? ", as its metadata say" : "";

        T? Said<T>(string name, Func<NirArray, T?> read, string allowed)
        {
            if (!metadata.Values.TryGetValue(name, out var value)) return default;
            if (read(value) is { } said) return said;
            notes.Add(new(null, NirNoteKind.LeftOut, $"the metadata {name} are {value}; as they are not {allowed}, they are not followed"));
            return default;
        }

        static double? One(NirArray value) =>
            value is { IsNumeric: true, Count: 1 } && value.ToDoubles()[0] is > 0 and < double.PositiveInfinity and var step ? step : null;

        static NirDiscretisation? Form(NirArray value) => value is { IsNumeric: false, Count: 1 } ? NirWords.Form(value.Texts[0]) : null;
    }

    internal void Check()
    {
        if (Dt is { } dt && (!(dt > 0) || !double.IsFinite(dt)))
            throw new ArgumentException($"NirOptions: Dt is {dt}; it must be positive and finite.");
        const string Owner = nameof(NirOptions);
        _ = Require.Defined(Owner, nameof(TimeUnit), TimeUnit);
        if (Discretisation is { } form) _ = Require.Defined(Owner, nameof(Discretisation), form);
        _ = Require.Defined(Owner, nameof(Spike), Spike);
        if (Initial is { } initial) _ = Require.Defined(Owner, nameof(Initial), initial);
        _ = Require.Defined(Owner, nameof(Reading), Reading);
    }

    private static NirOptions Preset(NirReading reading, double dt, NirDiscretisation form, NirInitial initial) =>
        new() { Reading = reading, Dt = dt, Discretisation = form, Initial = initial };
}
