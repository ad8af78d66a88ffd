namespace Neurons.Gpu;

/// <summary>A compiled source.</summary>
internal abstract class DeviceProgram
{
    /// <summary>Its compiled form, to be kept on disk; empty where there is none.</summary>
    public abstract byte[] Compiled { get; }

    public abstract DeviceKernel Kernel(string name);
}

/// <summary>A kernel, ready to run.</summary>
internal abstract class DeviceKernel
{
    /// <summary>Items that share a processor.</summary>
    public const int GroupSize = 64;

    /// <summary>Asks for a run of so many items, at least; a kernel returns at once for those beyond.</summary>
    public abstract void Run(long items, KernelArguments arguments);
}
