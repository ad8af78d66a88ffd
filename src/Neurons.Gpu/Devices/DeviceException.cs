namespace Neurons.Gpu;

/// <summary>What a device was asked for cannot be done: it is not there, has too little memory, or its compiler or driver reports an error.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Says what.</summary>
    /// <param name="message">The device, what was asked for and why it cannot be.</param>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>Says what, and what it comes from.</summary>
    /// <param name="message">The device, what was asked for and why it cannot be.</param>
    /// <param name="inner">What it comes from.</param>
    public DeviceException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
