using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Gpu.Tests;

[Collection(nameof(Exclusive))]
public class StreamTests
{
    private const int Steps = 200, Neurons = 20_000;

    private static Device Device => TestDevice.Device;

    [DeviceFact]
    public void What_one_stream_writes_another_reads_when_it_is_written()
    {
        var neuron = new CubaLif(Neurons).On(Device);
        var x = TestDevice.Drive<float>([Steps, Neurons], 1);
        var expected = new CubaLif(Neurons).Integral(x).Output;
        using var one = Device.Stream();
        using var other = Device.Stream();
        for (var i = 0; i < 3; i++)
        {
            using var input = Device.Copy(x);
            using var state = neuron.Initial<float>([Neurons]);
            DeviceTensor<float> spikes, copy;
            using (one.Use()) (spikes, _) = neuron.Integral(state, input);
            using (other.Use()) copy = spikes.Clone();
            TestDevice.SameBits(expected, copy.ToTensor(), "a copy in another stream");
            spikes.Dispose();
            copy.Dispose();
        }
    }

    [DeviceFact]
    public void What_one_stream_has_yet_to_read_another_writes_later()
    {
        var neuron = new CubaLif(Neurons).On(Device);
        var x = TestDevice.Drive<float>([Steps, Neurons], 1);
        var zeros = Tensor.CreateFromShape<float>([Steps, Neurons]);
        var expected = new CubaLif(Neurons).Integral(x).Output;
        using var reading = Device.Stream();
        using var writing = Device.Stream();
        for (var i = 0; i < 3; i++)
        {
            using var input = Device.Copy(x);
            using var state = neuron.Initial<float>([Neurons]);
            DeviceTensor<float> spikes;
            using (reading.Use()) (spikes, _) = neuron.Integral(state, input);
            using (writing.Use()) input.CopyFrom(zeros);
            TestDevice.SameBits(expected, spikes.ToTensor(), "spikes of the first numbers");
            Assert.All(input.ToTensor().ToArray(), value => Assert.Equal(0, value));
            spikes.Dispose();
        }
    }

    [DeviceFact]
    public void Memory_that_is_given_back_while_another_stream_has_yet_to_read_it_is_used_again_later()
    {
        var neuron = new CubaLif(Neurons).On(Device);
        var x = TestDevice.Drive<float>([Steps, Neurons], 1);
        var expected = new CubaLif(Neurons).Integral(x).Output;
        using var reading = Device.Stream();
        using var state = neuron.Initial<float>([Neurons]);
        for (var i = 0; i < 3; i++)
        {
            var input = Device.Copy(x);
            DeviceTensor<float> spikes;
            using (reading.Use()) (spikes, _) = neuron.Integral(state, input);
            input.Dispose();
            using var again = Device.Zeros<float>(Steps, Neurons);
            TestDevice.SameBits(expected, spikes.ToTensor(), "spikes");
            spikes.Dispose();
        }
    }

    [DeviceFact]
    public void Threads_with_a_stream_each_share_neurons_and_kernels()
    {
        var neuron = new CubaLif(300).On(Device);
        using var state = neuron.Initial<float>([300]);
        Parallel.For(0, 4, seed =>
        {
            using var stream = Device.Stream();
            using var scope = stream.Use();
            var x = TestDevice.Drive<float>([30, 300], (ulong)seed);
            var expected = new CubaLif(300).Integral(x).Output;
            for (var i = 0; i < 10; i++)
            {
                using var input = Device.Copy(x);
                using var pullback = neuron.Pullback(state, input);
                TestDevice.SameBits(expected, pullback.Output.ToTensor(), "spikes");
            }
        });
        Assert.Same(Device.Current, Current());
    }

    [DeviceFact]
    public async Task A_stream_is_that_of_its_scope_also_after_an_await_and_of_tasks_that_begin_there()
    {
        var before = Device.Current;
        using var outer = Device.Stream();
        using var inner = Device.Stream();
        using (outer.Use())
        {
            await Task.Yield();
            Assert.Same(outer, Device.Current);
            using (inner.Use()) Assert.Same(inner, await Task.Run(Current));
            Assert.Same(outer, Device.Current);
        }

        Assert.Same(before, Device.Current);
    }

    [DeviceFact]
    public void Streams_that_are_disposed_of_or_forgotten_leave_nothing_behind_and_their_tensors_stay()
    {
        var before = Exclusive.Allocated(Device);
        // in a function, as the last of them might else be held by this one
        Make(200);
        Assert.Equal(before, Exclusive.Allocated(Device));
        Device.Synchronize();
        Device.Trim();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(int streams)
    {
        var x = TestDevice.Drive<float>([100], 1);
        for (var i = 0; i < streams; i++)
        {
            DeviceTensor<float> tensor;
            var stream = Device.Stream();
            using (stream.Use())
            {
                tensor = Device.Copy(x);
                using var copy = tensor.Clone();
            }

            if (i % 2 == 0) stream.Dispose();
            TestDevice.SameBits(x, tensor.ToTensor(), "a tensor of a stream");
            if (i % 4 < 2) tensor.Dispose();
        }
    }

    [DeviceFact]
    public void A_stream_that_is_disposed_of_is_refused()
    {
        var stream = Device.Stream();
        var scope = stream.Use();
        stream.Dispose();
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Device.Zeros<float>(3));
        scope.Dispose();
        Assert.Throws<ObjectDisposedException>(stream.Use);
        Assert.Throws<ObjectDisposedException>(stream.Synchronize);
        using var zeros = Device.Zeros<float>(3);
        Assert.Equal([0, 0, 0], zeros.ToTensor().ToArray());
    }

    private static DeviceStream Current() => Device.Current;
}
