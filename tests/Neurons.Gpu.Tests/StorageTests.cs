using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.FSharp.Core;
using Neurons.Primitives;

namespace Neurons.Gpu.Tests;

/// <summary>Numbers of 16 bits: the same as float32 of the widened numbers, each number that is stored rounded.</summary>
public class StorageTests
{
    private const int Steps = 37;
    private static readonly nint[] _shape = [3, 13];

    private static Device Device => TestDevice.Device;

    [Fact]
    public void Every_BFloat16_is_itself_after_widening_and_its_float_has_its_bits_above_zeros()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var number = BFloat16.FromBits((ushort)bits);
            float widened = number;
            Assert.Equal((uint)bits << 16, BitConverter.SingleToUInt32Bits(widened));
            if (float.IsNaN(widened)) Assert.True(float.IsNaN((BFloat16)widened));
            else Assert.Equal(bits, ((BFloat16)widened).Bits);
            Assert.Equal(widened.Equals(widened), number.Equals(number));
        }
    }

    [Fact]
    public void A_float_becomes_the_nearest_BFloat16_and_of_two_the_even_one()
    {
        foreach (var value in Numbers())
        {
            if (float.IsNaN(value) || float.IsInfinity(value)) continue;
            var below = BFloat16.FromBits((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
            var above = BFloat16.FromBits((ushort)(below.Bits + 1));
            // beyond the largest is what would be the next one
            double next = float.IsInfinity(above) ? Math.CopySign(Math.Pow(2, 128), value) : (float)above;
            var (toBelow, toAbove) = (Math.Abs(value - (double)(float)below), Math.Abs(next - value));
            var nearest = toBelow < toAbove || (toBelow == toAbove && below.Bits % 2 == 0) ? below : above;
            Assert.Equal(nearest.Bits, ((BFloat16)value).Bits);
        }
    }

    [DeviceFact]
    public void Devices_widen_and_round_as_the_processor_does()
    {
        Converts<Half>();
        Converts<BFloat16>();
        using var halves = Device.Copy(Tensor.Create(Numbers())).To<Half>();
        SameBits(Rounded<BFloat16>(Widened(halves.ToTensor())), halves.To<BFloat16>().ToTensor(), "from one to the other");
    }

    private static void Converts<T>()
        where T : unmanaged
    {
        var every = new T[ushort.MaxValue + 1];
        for (var bits = 0; bits < every.Length; bits++) every[bits] = Unsafe.BitCast<ushort, T>((ushort)bits);
        using var device = Device.Copy(Tensor.Create(every));
        using var widened = device.To<float>();
        TestDevice.SameBits(Widened(Tensor.Create(every)), widened.ToTensor(), $"widened from {typeof(T).Name}");
        var numbers = Tensor.Create(Numbers());
        using var wide = Device.Copy(numbers);
        using var rounded = wide.To<T>();
        SameBits(Rounded<T>(numbers), rounded.ToTensor(), $"rounded to {typeof(T).Name}");
        using var same = rounded.To<T>();
        SameBits(rounded.ToTensor(), same.ToTensor(), "a copy");
        Assert.Equal(2 * rounded.Count, rounded.Memory.Length);
    }

    [DeviceTheory]
    [InlineData("CubaLif", false)]
    [InlineData("ExtendedLif", false)]
    [InlineData("Bernoulli", true)]
    [InlineData("CondExpLif", true)]
    public void Half_has_the_bits_of_float32_rounded_where_they_are_stored(string name, bool isPerNeuron) => HasFloatsBits<Half>(name, isPerNeuron);

    [DeviceTheory]
    [InlineData("CubaLif", true)]
    [InlineData("ExtendedLif", true)]
    [InlineData("Bernoulli", false)]
    [InlineData("CondExpLif", false)]
    public void BFloat16_has_the_bits_of_float32_rounded_where_they_are_stored(string name, bool isPerNeuron) =>
        HasFloatsBits<BFloat16>(name, isPerNeuron);

    private static void HasFloatsBits<T>(string name, bool isPerNeuron)
        where T : unmanaged
    {
        var entry = Models.find(name);
        var dynamics = entry.Create(new Dictionary<string, string>());
        var parameters = entry.Parameters("");
        if (isPerNeuron)
        {
            parameters = [.. parameters.Select(value => ParameterValue.NewPerNeuron(
                Tensor.Create([.. Enumerable.Repeat(value.ToArray()[0], (int)_shape[^1])], [_shape[^1]])))];
        }

        var model = dynamics.Definition;
        // the last input stays the same
        var inputs = model.InputNames.Select((_, i) => Rounded<T>(TestDevice.Drive<float>(Over(i), (ulong)i))).ToArray();
        nint[] Over(int input) => input > 0 && input == model.InputNames.Length - 1 ? _shape : [Steps, .. _shape];
        InputSequence<float>[] widened = [.. inputs.Select(input => input.Rank == _shape.Length
            ? InputSequence<float>.NewUnchanged(Steps, Widened(input)) : InputSequence<float>.NewEachStep(Widened(input)))];
        DeviceInput<T>[] onDevice = [.. inputs.Select(input => input.Rank == _shape.Length
            ? DeviceInput.Constant(Device.Copy(input), Steps) : Device.Copy(input))];

        var neuron = dynamics.On(Device, parameters);
        using var state = neuron.Initial<T>(_shape, 11, 5);
        var start = dynamics.Initial<float>(parameters, _shape, 11, 5);
        for (var s = 0; s < start.Values.Length; s++)
            SameBits(Rounded<T>(start.Values[s]), state.Values[s].ToTensor(), $"{name}, first {model.StateNames[s]}");
        start = new([.. state.Values.Select(values => Widened(values.ToTensor()))], start.Step, start.Seed, start.Stream);

        string[] names = [DeviceNeuron.Output, .. model.StateNames];
        var expected = Pullback.run(
            dynamics, parameters, start, widened,
            [Neurons.Record.Outputs, .. model.StateNames.Select(Neurons.Record.NewStateOver)], FSharpValueOption<IntegralBuffers<float>>.ValueNone);
        using var actual = neuron.Pullback(names, state, onDevice);
        for (var r = 0; r < names.Length; r++) SameBits(Rounded<T>(expected.Recorded[r]), actual.Recorded[r].ToTensor(), $"{name}, {names[r]}");
        for (var s = 0; s < model.StateNames.Length; s++)
            SameBits(Rounded<T>(expected.Final.Values[s]), actual.Final.Values[s].ToTensor(), $"{name}, last {model.StateNames[s]}");

        var (output, final) = neuron.Integral(state, onDevice);
        SameBits(Rounded<T>(expected.Recorded[0]), output.ToTensor(), $"{name}, output");
        Assert.Equal(Steps, final.Step);
        SameBits(Rounded<T>(dynamics.SpikeCounts(parameters, start, widened).Item1), neuron.SpikeCounts(state, onDevice).Counts.ToTensor(), "counts");
        if (model.Spikes)
        {
            var bits = new SpikeBits();
            _ = dynamics.Spikes(parameters, start, widened, bits, null);
            Assert.Equal(bits.Words.ToArray(), neuron.Spikes(state, onDevice).Spikes.ToSpikeBits().Words.ToArray());
        }

        var dRecorded = names.Select((_, r) => Rounded<T>(TestDevice.Drive<float>([Steps, .. _shape], (ulong)(100 + r)))).ToArray();
        var dFinal = model.StateNames.Select((_, s) => Rounded<T>(TestDevice.Drive<float>(_shape, (ulong)(200 + s)))).ToArray();
        var wanted = expected.Gradients(
            [.. dRecorded.Select(Widened)], [.. dFinal.Select(Widened)],
            new GradientRequest<float>([.. inputs.Select(_ => true)], true, [.. parameters.Select(_ => true)], null));
        using var gradients = actual.Gradients(
            [.. dRecorded.Select(gradient => Device.Copy(gradient))], [.. dFinal.Select(gradient => Device.Copy(gradient))],
            DeviceGradientRequest.All);
        for (var i = 0; i < inputs.Length; i++)
            SameBits(Rounded<T>(wanted.Inputs[i]), gradients.Inputs[i].ToTensor(), $"{name}, gradient of {model.InputNames[i]}");
        for (var s = 0; s < model.StateNames.Length; s++)
            SameBits(Rounded<T>(wanted.State[s]), gradients.Initial.Values[s].ToTensor(), $"{name}, gradient of the first {model.StateNames[s]}");
        for (var p = 0; p < parameters.Length; p++)
        {
            var parameter = gradients.Parameters[model.ParameterNames[p]];
            var single = Array.ConvertAll(wanted.Parameters[p].ToArray(), value => (float)value);
            SameBits(Rounded<T>(Tensor.Create(single, parameter.Lengths)), parameter.ToTensor(), $"{name}, gradient of {model.ParameterNames[p]}");
        }
    }

    [DeviceFact]
    public void One_step_of_Half_is_one_of_float_rounded()
    {
        var layer = new CubaLif(9);
        var neuron = layer.On(Device);
        var x = TestDevice.Drive<float>([9], 1);
        using var state = neuron.Initial<float>([9]);
        using var half = state.To<Half>();
        using var input = Device.Copy(Rounded<Half>(x));
        var (output, next) = neuron.Step(half, input);
        var (expected, after) = neuron.Step(state, input.To<float>());
        SameBits(Rounded<Half>(expected.ToTensor()), output.ToTensor(), "output");
        SameBits(Rounded<Half>(after["V"].ToTensor()), next["V"].ToTensor(), "V");
    }

    [DeviceFact]
    public void Types_that_devices_do_not_know_are_refused_by_name()
    {
        Assert.Contains("Int32", Assert.Throws<NotSupportedException>(() => Device.Zeros<int>(3)).Message);
        using var doubles = Device.Zeros<double>(3);
        Assert.Contains("Double to Half", Assert.Throws<NotSupportedException>(doubles.To<Half>).Message);
        using var halves = Device.Zeros<Half>(3);
        Assert.Contains("Half to Double", Assert.Throws<NotSupportedException>(halves.To<double>).Message);
        Assert.Contains("Int16", Assert.Throws<NotSupportedException>(halves.To<short>).Message);
        Assert.Equal([default, default, default], halves.ToTensor().ToArray());
    }

    /// <summary>Floats of every exponent, among them those half way between two numbers of 16 bits and beside them.</summary>
    private static float[] Numbers()
    {
        var numbers = new List<float>();
        for (uint upper = 0; upper <= ushort.MaxValue; upper += 7)
        {
            foreach (var lower in (uint[])[0, 0x1000, 0x7FFF, 0x8000, 0x8001, 0x2FFF, 0xF001])
                numbers.Add(BitConverter.UInt32BitsToSingle((upper << 16) | lower));
        }

        return [.. numbers];
    }

    private static Tensor<float> Widened<T>(Tensor<T> values)
        where T : unmanaged => Tensor.Create(
        Array.ConvertAll(values.ReadOnlySpan().ToArray(), value => value is Half half ? (float)half : (float)(BFloat16)(object)value),
        values.Lengths);

    private static Tensor<T> Rounded<T>(Tensor<float> values)
        where T : unmanaged => Tensor.Create(
        Array.ConvertAll(values.ReadOnlySpan().ToArray(), value => typeof(T) == typeof(Half) ? (T)(object)(Half)value : (T)(object)(BFloat16)value),
        values.Lengths);

    private static void SameBits<T>(Tensor<T> expected, Tensor<T> actual, string what)
        where T : unmanaged => TestDevice.SameBits(Widened(expected), Widened(actual), what);
}
