namespace Neurons.Gpu;

/// <summary>What kernels are written in: C, but for the words that a prelude gives a meaning.</summary>
internal enum KernelLanguage
{
    OpenCl,
    Cuda,
}
