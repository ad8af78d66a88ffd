namespace Neurons.Gpu;

/// <summary>What a device is.</summary>
public enum DeviceKind
{
    /// <summary>A graphics card, or another with processors of its kind.</summary>
    Gpu,

    /// <summary>The processor of this machine, by way of the device's driver.</summary>
    Cpu,

    /// <summary>Something else.</summary>
    Accelerator,
}
