namespace Neurons.Gpu;

/// <summary>
/// What goes from layer to layer on a device: a sequence [T, batch, features…], or [batch, features…] that is the same at every step.
/// </summary>
public sealed class DeviceSignal
{
    private readonly int? _constantSteps;

    private DeviceSignal(DeviceTensor<float> values, int? constantSteps)
    {
        ArgumentNullException.ThrowIfNull(values);
        (Values, _constantSteps) = (values, constantSteps);
    }

    /// <summary>The numbers.</summary>
    public DeviceTensor<float> Values { get; }

    /// <summary>Whether there is one row for all steps.</summary>
    public bool IsConstant => _constantSteps is not null;

    /// <summary>The steps.</summary>
    public int Steps => _constantSteps ?? (int)Values.Lengths[0];

    /// <summary>The shape of a step, [batch, features…].</summary>
    public ReadOnlySpan<nint> Shape => Values.Lengths[(IsConstant ? 0 : 1)..];

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

    internal DeviceInput<float> Input => _constantSteps is { } steps ? DeviceInput.Constant(Values, steps) : Values;
}
