namespace Neurons.Nir.Files;

/// <summary>What files have of a type of nodes, and how it becomes one.</summary>
/// <param name="Type">The type as files name it.</param>
/// <param name="Required">The parameters that must be there.</param>
/// <param name="Optional">Those that may be missing.</param>
/// <param name="Create">Makes a node of its parameters.</param>
internal sealed record NodeKind(string Type, string[] Required, string[] Optional, Func<NodeValues, NirNode> Create)
{
    /// <summary>All types but the graph.</summary>
    public static readonly IReadOnlyDictionary<string, NodeKind> All = new NodeKind[]
    {
        new("Input", ["shape"], [], p => new NirInput(p["shape"])),
        new("Output", ["shape"], [], p => new NirOutput(p["shape"])),
        new("Affine", ["weight", "bias"], [], p => new NirAffine(p["weight"], p["bias"])),
        new("Linear", ["weight"], [], p => new NirLinear(p["weight"])),
        new("Scale", ["scale"], [], p => new NirScale(p["scale"])),
        new("Threshold", ["threshold"], [], p => new NirThreshold(p["threshold"])),
        new("Delay", ["delay"], [], p => new NirDelay(p["delay"])),
        new("Conv1d", Convolution, [], p =>
            new NirConv1d(p["weight"], p["bias"], p["stride"], p["padding"], p["dilation"], p["groups"], p["input_shape"])),
        new("Conv2d", Convolution, [], p =>
            new NirConv2d(p["weight"], p["bias"], p["stride"], p["padding"], p["dilation"], p["groups"], p["input_shape"])),
        new("SumPool2d", Pool, [], p => new NirSumPool2d(p["kernel_size"], p["stride"], p["padding"])),
        new("AvgPool2d", Pool, [], p => new NirAvgPool2d(p["kernel_size"], p["stride"], p["padding"])),
        new("Flatten", [], ["start_dim", "end_dim", "input_type"], p =>
            new NirFlatten(p.Maybe("start_dim") ?? 1, p.Maybe("end_dim") ?? -1, p.Maybe("input_type"))),
        new("I", ["r"], [], p => new NirI(p["r"])),
        new("IF", ["r", "v_threshold"], ["v_reset"], p => new NirIf(p["r"], p["v_threshold"], p.Reset)),
        new("LI", ["tau", "r", "v_leak"], [], p => new NirLi(p["tau"], p["r"], p["v_leak"])),
        new("LIF", ["tau", "r", "v_leak", "v_threshold"], ["v_reset"], p =>
            new NirLif(p["tau"], p["r"], p["v_leak"], p["v_threshold"], p.Reset)),
        new("CubaLI", ["tau_syn", "tau_mem", "r", "v_leak"], ["w_in"], p =>
            new NirCubaLi(p["tau_syn"], p["tau_mem"], p["r"], p["v_leak"], p.Maybe("w_in") ?? p["v_leak"].Like(1))),
        new("CubaLIF", ["tau_syn", "tau_mem", "r", "v_leak", "v_threshold"], ["v_reset", "w_in"], p =>
            new NirCubaLif(
                p["tau_syn"], p["tau_mem"], p["r"], p["v_leak"], p["v_threshold"], p.Reset, p.Maybe("w_in") ?? p["v_threshold"].Like(1))),
    }.ToDictionary(kind => kind.Type, StringComparer.Ordinal);

    private static string[] Convolution => ["input_shape", "weight", "stride", "padding", "dilation", "groups", "bias"];

    private static string[] Pool => ["kernel_size", "stride", "padding"];
}

/// <summary>The parameters of a node in a file.</summary>
internal sealed class NodeValues(IReadOnlyDictionary<string, NirArray> values)
{
    /// <summary>One that must be there.</summary>
    public NirArray this[string name] => values[name];

    /// <summary>The reset potential; zeros where a file has none.</summary>
    public NirArray Reset => Maybe("v_reset") ?? this["v_threshold"].Like(0);

    /// <summary>One that may be missing.</summary>
    public NirArray? Maybe(string name) => values.GetValueOrDefault(name);
}
