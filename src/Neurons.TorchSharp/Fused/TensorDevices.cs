using Neurons.Gpu;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The devices that tensors lie on, as Neurons.Gpu knows them.</summary>
internal static class TensorDevices
{
    /// <summary>
    /// Where tensors in this machine's memory are worked on; null, for the processor's own kernels. Tests without a graphics card set it.
    /// </summary>
    internal static Gpu.Device? ForProcessor { get; set; }

    /// <summary>The device whose kernels can work on all of these tensors where they lie; null where there is none.</summary>
    public static Gpu.Device? Of(Tensor[] tensors)
    {
        var first = tensors[0];
        var device = first.device_type switch
        {
            global::TorchSharp.DeviceType.CUDA => Cuda(first.device_index),
            global::TorchSharp.DeviceType.CPU => ForProcessor,
            _ => null,
        };
        return device is not null && Array.TrueForAll(tensors, TensorMemory.IsRowMajor) ? device : null;
    }

    /// <summary>CUDA's own driver and torch count devices alike.</summary>
    private static Gpu.Device? Cuda(int number) => Gpu.Device.All.FirstOrDefault(device => device.Id == $"cuda:{number}");
}
