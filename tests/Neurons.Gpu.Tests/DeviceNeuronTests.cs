using System.Numerics.Tensors;
using Microsoft.FSharp.Core;
using Neurons.Primitives;

namespace Neurons.Gpu.Tests;

public class DeviceNeuronTests
{
    private static readonly ParameterValue[] _parameters = Models.find("CubaLif").Parameters("");
    private static readonly Dynamics _dynamics = Models.find("CubaLif").Create(new Dictionary<string, string>());

    private static Device Device => TestDevice.Device;

    [DeviceTheory]
    [InlineData(0, 5)]
    [InlineData(3, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(33, 65)]
    public void Any_number_of_steps_and_neurons_has_the_processors_spikes_counts_bits_and_gradients(int steps, int neurons)
    {
        var x = TestDevice.Drive<float>([steps, neurons], 1);
        var start = _dynamics.Initial<float>(_parameters, [neurons], 0, 0);
        InputSequence<float>[] inputs = [InputSequence<float>.NewEachStep(x)];
        var expected = Pullback.run(
            _dynamics, _parameters, start, inputs, [Neurons.Record.Outputs], FSharpValueOption<IntegralBuffers<float>>.ValueNone);
        var neuron = _dynamics.On(Device, _parameters);
        using var state = neuron.Initial<float>([neurons]);
        using var input = Device.Copy(x);

        var (output, final) = neuron.Integral(state, input);
        TestDevice.SameBits(expected.Recorded[0], output.ToTensor(), "spikes");
        Assert.Equal(steps, final.Step);
        foreach (var (name, values) in _dynamics.Definition.StateNames.Zip(expected.Final.Values))
            TestDevice.SameBits(values, final[name].ToTensor(), name);

        var (counts, _) = _dynamics.SpikeCounts(_parameters, start, inputs);
        TestDevice.SameBits(counts, neuron.SpikeCounts(state, input).Counts.ToTensor(), "counts");

        var bits = new SpikeBits();
        _ = _dynamics.Spikes(_parameters, start, inputs, bits, null);
        Assert.Equal(bits.Words.ToArray(), neuron.Spikes(state, input).Spikes.ToSpikeBits().Words.ToArray());

        using var pullback = neuron.Pullback(state, input);
        using var dOutput = Device.Copy(x);
        using var gradients = pullback.Gradients(dOutput, DeviceGradientRequest.All);
        var wanted = expected.Gradients([x], null, new GradientRequest<float>([true], true, [.. _parameters.Select(_ => true)], null));
        TestDevice.SameBits(wanted.Inputs[0], gradients.Input.ToTensor(), "gradient of the input");
        for (var s = 0; s < wanted.State.Length; s++)
            TestDevice.SameBits(wanted.State[s], gradients.Initial.Values[s].ToTensor(), "gradient of a state");
        for (var p = 0; p < _parameters.Length; p++)
            Assert.Equal(wanted.Parameters[p].ToArray()[0], gradients.Parameters[_dynamics.Definition.ParameterNames[p]].ToTensor()[0]);
    }

    [DeviceFact]
    public void An_integral_is_one_step_after_the_other()
    {
        const int Steps = 5;
        var neuron = new CubaLif(7).On(Device);
        var x = TestDevice.Drive<float>([Steps, 2, 7], 1);
        using var input = Device.Copy(x);
        var whole = neuron.Integral(neuron.Initial<float>([2, 7]), input).Output.ToTensor().ReadOnlySpan();
        var state = neuron.Initial<float>([2, 7]);
        for (var t = 0; t < Steps; t++)
        {
            using var row = Device.Copy(Tensor.Create(x.ReadOnlySpan().Slice(14 * t, 14).ToArray(), [2, 7]));
            (var output, state) = neuron.Step(state, row);
            Assert.Equal(whole.Slice(14 * t, 14).ToArray(), output.ToTensor().ReadOnlySpan().ToArray());
        }
    }

    [DeviceFact]
    public void An_input_that_stays_the_same_is_one_repeated_and_its_gradient_the_sum_over_time()
    {
        const int Steps = 20;
        var x = TestDevice.Drive<double>([9], 1);
        var start = _dynamics.Initial<double>(_parameters, [9], 0, 0);
        var expected = Pullback.run(
            _dynamics, _parameters, start, [InputSequence<double>.NewUnchanged(Steps, x)], [Neurons.Record.Outputs],
            FSharpValueOption<IntegralBuffers<double>>.ValueNone);
        var d = TestDevice.Drive<double>([Steps, 9], 2);
        var wanted = expected.Gradients([d], null, new GradientRequest<double>([true], false, [.. _parameters.Select(_ => false)], null));

        var neuron = _dynamics.On(Device, _parameters);
        using var pullback = neuron.Pullback(neuron.Initial<double>([9]), DeviceInput.Constant(Device.Copy(x), Steps));
        TestDevice.SameBits(expected.Recorded[0], pullback.Output.ToTensor(), "spikes");
        TestDevice.SameBits(wanted.Inputs[0], pullback.Gradients(Device.Copy(d)).Input.ToTensor(), "gradient");
    }

    [DeviceFact]
    public void A_channels_parameter_is_that_of_each_of_its_neurons()
    {
        var layer = new CubaLif([2, 3], new CubaLifOptions { VTh = NeuronParameter.PerChannel(0.5, 2) });
        var x = TestDevice.Drive<float>([30, 4, 2, 3], 1);
        var neuron = layer.On(Device);
        var (output, _) = neuron.Integral(neuron.Initial<float>([4, 2, 3]), Device.Copy(x));
        TestDevice.SameBits(layer.Integral(x).Output, output.ToTensor(), "spikes");
    }

    [DeviceFact]
    public void What_does_not_fit_is_refused_by_name()
    {
        var neuron = _dynamics.On(Device, _parameters);
        using var state = neuron.Initial<float>([4]);
        using var input = Device.Zeros<float>(3, 5);
        Assert.Contains("[3, 5]", Assert.Throws<ArgumentException>(() => neuron.Integral(state, input)).Message);
        Assert.Contains("0 inputs", Assert.Throws<ArgumentException>(() => neuron.Integral(state)).Message);
        var other = Models.find("Lif").Create(new Dictionary<string, string>()).On(Device, Models.find("Lif").Parameters(""));
        Assert.Contains("the state has", Assert.Throws<ArgumentException>(() => other.Integral(state, input)).Message);
        using var fitting = Device.Zeros<float>(3, 4);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => neuron.Record(["V", "V"], state, fitting)).Message);
        Assert.Contains("no state", Assert.Throws<ArgumentException>(() => neuron.Record(["W"], state, fitting)).Message);
        using var pullback = neuron.Pullback(state, fitting);
        Assert.Contains("[3, 5]", Assert.Throws<ArgumentException>(() => pullback.Gradients(input)).Message);
        var gradients = pullback.Gradients(fitting, new DeviceGradientRequest { Inputs = false });
        Assert.Contains("Inputs", Assert.Throws<InvalidOperationException>(() => gradients.Input).Message);
        fitting.Dispose();
        Assert.Throws<ObjectDisposedException>(() => neuron.Integral(state, fitting));
        var readout = new LeakyIntegrator(4).On(Device);
        using var again = Device.Zeros<float>(3, 4);
        Assert.Contains("no spikes", Assert.Throws<ArgumentException>(() => readout.Spikes(readout.Initial<float>([4]), again)).Message);
    }
}
