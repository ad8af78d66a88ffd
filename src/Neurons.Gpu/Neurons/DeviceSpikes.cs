using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>Binary spikes of a sequence in the memory of a device, a bit each, laid out as <see cref="SpikeBits"/>.</summary>
public sealed class DeviceSpikes : IDisposable
{
    private readonly DeviceMemory _words;

    internal DeviceSpikes(Device device, DeviceMemory words, int steps, int perStep)
    {
        Device = device;
        _words = words;
        Steps = steps;
        PerStep = perStep;
    }

    /// <summary>Where they are.</summary>
    public Device Device { get; }

    /// <summary>The time steps.</summary>
    public int Steps { get; }

    /// <summary>The bits of a step: batch times features.</summary>
    public int PerStep { get; }

    internal DeviceMemory Memory => _words;

    /// <summary>The words of 32 bits of a step.</summary>
    internal uint WordsPerStep => (uint)(Words(PerStep) * (SpikeBits.WordBits / ToolsText.WordBits));

    /// <summary>A copy on this machine; waits for what the device has yet to do.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been given back.</exception>
    public SpikeBits ToSpikeBits()
    {
        var bits = new SpikeBits(Steps, PerStep);
        Device.Read(_words, ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(bits.Words)), _words.Length);
        return bits;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _words.Dispose();

    internal static int Words(int perStep) => (int)(((long)perStep + SpikeBits.WordBits - 1) / SpikeBits.WordBits);
}
