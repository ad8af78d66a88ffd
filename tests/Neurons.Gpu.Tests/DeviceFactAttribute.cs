namespace Neurons.Gpu.Tests;

/// <summary>A test that needs a device, and is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DeviceFactAttribute : FactAttribute
{
    public DeviceFactAttribute() => Skip = TestDevice.Missing;
}

/// <summary>A theory that needs a device, and is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DeviceTheoryAttribute : TheoryAttribute
{
    public DeviceTheoryAttribute() => Skip = TestDevice.Missing;
}
