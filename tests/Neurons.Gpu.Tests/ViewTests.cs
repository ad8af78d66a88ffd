using System.Numerics.Tensors;

namespace Neurons.Gpu.Tests;

/// <summary>Memory that somebody else owns is worked on where it is.</summary>
[Collection(nameof(Exclusive))]
public unsafe class ViewTests
{
    private const int Steps = 20;
    private static readonly nint[] _shape = [3, 7];

    private static Device Device => TestDevice.Device;

    [DeviceTheory]
    [InlineData("CubaLif", false)]
    [InlineData("Izhikevich", false)]
    [InlineData("ExtendedLif", false)]
    [InlineData("CubaLif", true)]
    public void Results_and_gradients_are_written_into_the_memory_that_is_given_for_them(string model, bool isConstant)
    {
        var dynamics = Models.find(model).Create(new Dictionary<string, string>());
        using var neuron = dynamics.On(Device, Models.find(model).Parameters(""));
        nint[] sequence = isConstant ? _shape : [Steps, .. _shape];
        using var host = new Host();
        DeviceTensor<float> Random(ulong seed, params nint[] shape) => host.View(TestDevice.Drive<float>(shape, seed));
        DeviceInput<float>[] inputs = [.. dynamics.Definition.InputNames.Select((_, i) => isConstant
            ? DeviceInput.Constant(Random((ulong)i, _shape), Steps)
            : Random((ulong)i, sequence))];
        using var first = neuron.Initial<float>(_shape, seed: 5, stream: 2);
        var states = Array.ConvertAll(first.Names.ToArray(), name => host.View(first[name].ToTensor()));
        var state = neuron.State(states, step: 0, seed: 5, stream: 2);
        var dOutput = Random(10, Steps, 3, 7);
        var dFinal = Array.ConvertAll(states, _ => Random(11, _shape));

        using var pullback = neuron.Pullback(first, inputs);
        using var expected = pullback.Gradients([dOutput], dFinal, DeviceGradientRequest.All);

        var into = new DeviceGradients<float>(
            [.. inputs.Select(_ => Random(20, sequence))], neuron.State(Array.ConvertAll(states, _ => Random(21, _shape))));
        var actual = neuron.Gradients(state, inputs, dOutput, dFinal, DeviceGradientRequest.All, into);
        foreach (var (name, gradient) in expected.Parameters) Same(gradient, actual.Parameters[name].ToTensor());
        // what was given stays
        actual.Dispose();
        Assert.False(into.Inputs[0].IsDisposed || into.Initial[first.Names[0]].IsDisposed);
        var output = Random(22, Steps, 3, 7);
        // the last state goes where the first was
        var final = neuron.Integral(state, inputs, output, states);
        Assert.Equal(Steps, final.Step);

        Same(pullback.Output, host.Of(output));
        for (var i = 0; i < inputs.Length; i++) Same(expected.Inputs[i], host.Of(into.Inputs[i]));
        foreach (var name in first.Names)
        {
            Same(pullback.Final[name], host.Of(final[name]));
            Same(expected.Initial[name], host.Of(into.Initial[name]));
        }
    }

    [DeviceTheory]
    [InlineData(0, 3)]
    [InlineData(4, 0)]
    public void Without_steps_or_neurons_the_memory_has_what_there_is(int steps, int neurons)
    {
        using var neuron = Models.find("CubaLif").Create(new Dictionary<string, string>()).On(Device, Models.find("CubaLif").Parameters(""));
        using var host = new Host();
        DeviceTensor<float> Random(ulong seed, params nint[] shape) => host.View(TestDevice.Drive<float>(shape, seed));
        var state = neuron.State([Random(1, neurons), Random(2, neurons)]);
        DeviceTensor<float>[] dFinal = [Random(3, neurons), Random(4, neurons)];
        var into = new DeviceGradients<float>([Random(5, steps, neurons)], neuron.State([Random(6, neurons), Random(7, neurons)]));
        using var x = Device.Copy(TestDevice.Drive<float>([steps, neurons], 8));
        _ = neuron.Gradients(state, [x], null, dFinal, DeviceGradientRequest.All, into);
        foreach (var (gradient, name) in dFinal.Zip(state.Names)) Same(gradient, host.Of(into.Initial[name]));
    }

    [DeviceFact]
    public void What_is_given_is_as_it_was_and_not_given_to_others_when_it_is_given_back()
    {
        using var host = new Host();
        var before = Device.Allocated;
        using (var view = host.View(Tensor.Create(new float[1000], [1000])))
        {
            Assert.Equal(before, Device.Allocated);
            using var other = Device.Copy(Tensor.Create([.. Enumerable.Range(0, 1000).Select(i => (float)i)], [1000]));
            other.CopyTo(view);
        }

        var numbers = host.Last<float>(1000);
        for (var i = 0; i < 1000; i++) Assert.Equal(i, numbers[i]);
        // memory of that size is the device's own
        using var next = Device.Zeros<float>(1000);
        Device.Synchronize();
        Assert.Equal(999, numbers[999]);
    }

    [DeviceFact]
    public void Addresses_shapes_and_types_that_cannot_be_are_refused()
    {
        Assert.Contains("0; it must be one of numbers of 4 bytes", Assert.Throws<ArgumentException>(() => Device.View<float>(0, 3)).Message);
        Assert.Contains("must be one of numbers of 8 bytes", Assert.Throws<ArgumentException>(() => Device.View<double>(0x1004, 3)).Message);
        Assert.Throws<NotSupportedException>(() => Device.View<int>(0x1000, 3));
        Assert.Contains("no length may be below 0", Assert.Throws<ArgumentException>(() => Device.View<float>(0x1000, -2, -3)).Message);
        Assert.Equal(0, Device.View<float>(0, 0, 5).Count);

        using var neuron = new CubaLif(7).On(Device);
        using var x = Device.Zeros<float>(Steps, 7);
        using var state = neuron.Initial<float>([7]);
        string Message(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
        Assert.Contains("1 states were given; there are 2", Message(() => neuron.State([x])));
        Assert.Throws<ArgumentNullException>(() => neuron.State([x, null!]));
        Assert.Contains("output has the shape [19, 7]; it must be the steps and that of the state, [20, 7]",
            Message(() => neuron.Integral(state, [x], Device.Zeros<float>(19, 7), [.. state.Names.Select(name => state[name])])));
        Assert.Contains("memory for 0 states; there are 2", Message(() => neuron.Integral(state, [x], x, [])));
        Assert.Contains("into.Inputs[0] has the shape [20, 8]",
            Message(() => neuron.Gradients(state, [x], x, into: new([Device.Zeros<float>(20, 8)]))));
        Assert.Contains("memory for the gradients of 2 inputs; there are 1", Message(() => neuron.Gradients(state, [x], x, into: new([x, x]))));
        Assert.Contains("is a number of each neuron; in these kernels it is one number", Message(() => neuron.With(
            [ParameterValue.NewPerNeuron(Tensor.Create([1.0], [1])), .. Models.find("CubaLif").Parameters("")[1..]])));
    }

    private static void Same(DeviceTensor<float> expected, Tensor<float> actual) =>
        TestDevice.SameBits(expected.ToTensor(), actual, "what was written");

    /// <summary>Memory of this machine, as another library would own it.</summary>
    private sealed class Host : IDisposable
    {
        private readonly List<(nint Address, IDisposable View)> _pieces = [];

        public DeviceTensor<float> View(Tensor<float> values)
        {
            var address = (nint)System.Runtime.InteropServices.NativeMemory.AlignedAlloc((nuint)(values.FlattenedLength * sizeof(float) + 64), 64);
            values.FlattenTo(new Span<float>((void*)address, (int)values.FlattenedLength));
            var view = Device.View<float>(address, values.Lengths);
            _pieces.Add((address, view));
            return view;
        }

        /// <summary>What is in the memory of a view, which is given back.</summary>
        public Tensor<float> Of(DeviceTensor<float> view)
        {
            var piece = _pieces.Single(piece => ReferenceEquals(piece.View, view));
            view.Dispose();
            return Tensor.Create(new ReadOnlySpan<float>((void*)piece.Address, (int)view.Count).ToArray(), view.Lengths);
        }

        public Span<T> Last<T>(int count)
            where T : unmanaged => new((void*)_pieces[^1].Address, count);

        public void Dispose()
        {
            foreach (var (address, view) in _pieces)
            {
                view.Dispose();
                System.Runtime.InteropServices.NativeMemory.AlignedFree((void*)address);
            }
        }
    }
}
