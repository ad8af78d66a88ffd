namespace Neurons.Gpu;

/// <summary>
/// What goes from layer to layer on a device: a sequence [T, batch, features…], as numbers or as spikes of a bit each, or [batch, features…] that
/// is the same at every step.
/// </summary>
public sealed class DeviceSignal
{
    private readonly int? _constantSteps;
    private readonly nint[] _lengths;
    private readonly DevicePass? _pass;
    private DeviceTensor<float>? _values;

    private DeviceSignal(DeviceTensor<float> values, int? constantSteps)
    {
        ArgumentNullException.ThrowIfNull(values);
        (_values, _constantSteps, _lengths) = (values, constantSteps, values.Lengths.ToArray());
    }

    private DeviceSignal(DeviceSpikes bits, ReadOnlySpan<nint> shape, DevicePass pass) =>
        (Bits, _lengths, _pass) = (bits, [bits.Steps, .. shape], pass);

    /// <summary>The numbers. Spikes are written out when they are first asked for.</summary>
    public DeviceTensor<float> Values => _values ??= Unpacked();

    /// <summary>The spikes as bits; null where there are only numbers.</summary>
    public DeviceSpikes? Bits { get; }

    /// <summary>Whether there is one row for all steps.</summary>
    public bool IsConstant => _constantSteps is not null;

    /// <summary>The steps.</summary>
    public int Steps => _constantSteps ?? (int)_lengths[0];

    /// <summary>The shape of the numbers, and of their gradient.</summary>
    public ReadOnlySpan<nint> Lengths => _lengths;

    /// <summary>The shape of a step, [batch, features…].</summary>
    public ReadOnlySpan<nint> Shape => _lengths.AsSpan(IsConstant ? 0 : 1);

    /// <summary>A sequence.</summary>
    /// <param name="values">[T, batch, features…].</param>
    public static DeviceSignal EachStep(DeviceTensor<float> values) => new(values, null);

    /// <summary>What is the same at every step.</summary>
    /// <param name="steps">How many there are.</param>
    /// <param name="values">[batch, features…].</param>
    public static DeviceSignal Constant(int steps, DeviceTensor<float> values) => new(values, steps);

    /// <summary>Other numbers, a row for each step or one for all, as these.</summary>
    /// <param name="values">[T, batch, features…], or [batch, features…].</param>
    public DeviceSignal With(DeviceTensor<float> values) => new(values, _constantSteps);

    /// <summary>Spikes.</summary>
    /// <param name="bits">T steps of batch · features bits.</param>
    /// <param name="shape">[batch, features…].</param>
    /// <param name="pass">Where they are written out, if somebody asks for that.</param>
    internal static DeviceSignal Spikes(DeviceSpikes bits, ReadOnlySpan<nint> shape, DevicePass pass) => new(bits, shape, pass);

    /// <summary>The same in other features.</summary>
    internal DeviceSignal WithFeatures(params ReadOnlySpan<nint> features) => Bits is { } bits
        ? new(bits, [_lengths[1], .. features], _pass!)
        : With(Values.WithLengths([.. _lengths.AsSpan(0, IsConstant ? 1 : 2), .. features]));

    internal DeviceInput<float> Input => _constantSteps is { } steps ? DeviceInput.Constant(Values, steps) : Values;

    private DeviceTensor<float> Unpacked()
    {
        var values = _pass!.Take(_lengths);
        DeviceProducts.Run(_pass.Device, NetworkText.Unpack, values.Count, new KernelArguments()
            .Add(DeviceTools.Number(values.Count)).Add((uint)Bits!.PerStep).Add(Bits.WordsPerStep).Read(Bits.Memory).Add(values.Memory));
        return values;
    }
}
