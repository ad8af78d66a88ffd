using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Gpu.Tests;

/// <summary>A layer on the processor and on the device: outputs, what it goes on with, and all gradients have the same bits.</summary>
internal static class Layers
{
    private static readonly (int Steps, int Batch, bool IsConstant)[] _sequences = [(5, 3, false), (1, 1, false), (4, 2, true), (1, 1, true)];

    /// <summary>Two pieces of sequences in training, the second of which goes on where the first ended, and an evaluation.</summary>
    /// <param name="make">Makes the layer.</param>
    /// <param name="shape">The shape of its features.</param>
    public static void AreTheSame(Func<Layer> make, params int[] shape) => AreTheSame(make, shape, _sequences);

    /// <summary>The same of sequences that are given.</summary>
    /// <param name="make">Makes the layer.</param>
    /// <param name="shape">The shape of its features.</param>
    /// <param name="sequences">Their steps, samples, and whether they stay the same.</param>
    /// <param name="isWhole">Whether sequences have to come whole, so that nothing goes on from them.</param>
    public static void AreTheSame(
        Func<Layer> make, int[] shape, (int Steps, int Batch, bool IsConstant)[] sequences, bool isWhole = false)
    {
        foreach (var (steps, batch, isConstant) in sequences)
        {
            var what = $"{steps} steps of {batch} samples{(isConstant ? ", which stay the same" : "")}";
            var layer = make();
            var network = new Sequential(7, new Input(shape), layer);
            foreach (var parameter in network.Parameters.Where(parameter => parameter.IsFree)) Mix(parameter);
            using (var onDevice = network.On(TestDevice.Device))
            {
                var row = Numbers([batch, .. shape], 1);
                var each = Numbers([steps, batch, .. shape], 1);
                TestDevice.SameBits(
                    isConstant ? network.Predict(row, steps) : network.Predict(each),
                    isConstant ? onDevice.Predict(row, steps) : onDevice.Predict(each), $"evaluation, {what}");
            }

            using var parameters = new DeviceParameters(TestDevice.Device);
            using var ofDevice = DeviceLayers.Of(layer, TestDevice.Device);
            int[] lengths = isConstant ? [batch, .. shape] : [steps, batch, .. shape];
            int? constantSteps = isConstant ? steps : null;
            var pass = new Pass(network, new Workspace(), true, 1, null);
            using var devicePass = new DevicePass(TestDevice.Device, parameters, 1);
            Piece(layer, ofDevice, Numbers(lengths, 2), constantSteps, pass, devicePass, what);
            if (isWhole) continue;
            var next = new Pass(network, new Workspace(), true, 2, pass.After);
            using var deviceNext = new DevicePass(TestDevice.Device, parameters, 2, devicePass);
            Piece(layer, ofDevice, Numbers(lengths, 3), constantSteps, next, deviceNext, $"the next {what}");
        }
    }

    /// <summary>A layer in a circle with neurons, of 5 features, in trainings of whole and of truncated sequences, and an evaluation.</summary>
    public static async Task AreTheSameInCircles(Func<Layer> make)
    {
        Graph Circle() => new(
            8, new Node("x", new Input(6)), new Node("in", new Linear(6, 5), "x"), new Node("layer", make(), "lif", "in"),
            new Node("lif", new CubaLif(5, new() { VTh = 0.1 }), "in", "layer"), new Node("out", new Linear(5, 3), "lif", "layer"),
            new Node("readout", new LeakyIntegrator(), "out"));
        foreach (var method in (TrainingMethod[])[new Bptt(), new TruncatedBptt(3)])
            await Trainings.AreTheSame(Circle, network => Trainings.Of(network, method, 0.01));
        var network = Circle();
        using var onDevice = network.On(TestDevice.Device);
        var x = Numbers([6, 1, 6], 4);
        TestDevice.SameBits(network.Predict(x), onDevice.Predict(x), "evaluation of a circle");
    }

    private static void Piece(
        Layer layer, DeviceLayer ofDevice, Tensor<float> x, int? constantSteps, Pass pass, DevicePass devicePass, string what)
    {
        var expected = layer.Forward(constantSteps is { } steps ? Signal.Constant(steps, x) : Signal.EachStep(x), pass);
        var given = devicePass.Hold(TestDevice.Device.Copy(x));
        var actual = ofDevice.Forward(constantSteps is { } same ? DeviceSignal.Constant(same, given) : DeviceSignal.EachStep(given), devicePass);
        TestDevice.SameBits(expected.Output.Values, actual.Output.Values.ToTensor(), $"output, {what}");
        Assert.Equal(expected.Output.IsConstant, actual.Output.IsConstant);

        var dy = Numbers([.. expected.Output.Values.Lengths.ToArray().Select(length => (int)length)], 5);
        Tensor<float>[] gradients = [.. layer.StoredParameters.Select(parameter => Tensor.CreateFromShape<float>(parameter.Shape))];
        var dx = Tensor.CreateFromShape<float>(x.Lengths);
        expected.Pullback!(dy, gradients, dx);
        var dxOfDevice = actual.Pullback(devicePass.Hold(TestDevice.Device.Copy(dy)), true)!;
        TestDevice.SameBits(dx, dxOfDevice.ToTensor(), $"gradient of the input, {what}");
        foreach (var (parameter, gradient) in layer.StoredParameters.Zip(gradients).Where(pair => pair.First.IsLearnable))
            TestDevice.SameBits(gradient, devicePass.GradientOf(parameter)!.ToTensor(), $"gradient of {parameter.Name}, {what}");
    }

    /// <summary>Numbers in [-1, 1], of which some are 0 or 1.</summary>
    private static Tensor<float> Numbers(int[] shape, ulong seed)
    {
        var numbers = Tensors.Uniform<float>(shape, -1, 1, seed);
        var values = numbers.Span();
        for (var i = 0; i < values.Length; i++)
        {
            if (i % 5 == 1) values[i] = 0;
            if (i % 7 == 2) values[i] = 1;
        }

        return numbers;
    }

    private static void Mix(Parameter parameter)
    {
        var values = parameter.Value.Span();
        for (var i = 0; i < values.Length; i++) values[i] += 0.25f * ((i % 5) - 2);
        parameter.Changed();
    }
}
