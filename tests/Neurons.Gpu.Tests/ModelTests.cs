using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;
using Neurons.Compile;

namespace Neurons.Gpu.Tests;

public class ModelTests
{
    // more than a segment, a batch of an odd number of neurons
    private const int Steps = 21;
    private static readonly nint[] _shape = [3, 13];

    // the kernels of all models are compiled at once, as a compiler takes longer to begin than for one of them
    private static readonly Lazy<Dictionary<string, Run>> _single = new(() => Prepared(Precision.Float32, false));
    private static readonly Lazy<Dictionary<string, Run>> _double = new(() => Prepared(Precision.Float64, true));

    private sealed record Run(Dynamics Dynamics, ParameterValue[] Parameters, DeviceNeuron Neuron);

    public static TheoryData<string> Names() => [.. Models.all.Concat(Models.synapses).Select(entry => entry.Name)];

    [DeviceTheory]
    [MemberData(nameof(Names))]
    public void A_model_with_shared_parameters_has_the_processors_bits_forward_and_backward_in_float32(string name) =>
        HasTheProcessorsBits<float>(name);

    [DeviceTheory]
    [MemberData(nameof(Names))]
    public void A_model_with_parameters_of_each_neuron_has_the_processors_bits_forward_and_backward_in_float64(string name) =>
        HasTheProcessorsBits<double>(name);

    private static void HasTheProcessorsBits<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (dynamics, parameters, neuron) = (typeof(T) == typeof(float) ? _single : _double).Value[name];
        var model = dynamics.Definition;
        nint[] overTime = [Steps, .. _shape];
        var inputs = model.InputNames.Select((_, i) => TestDevice.Drive<T>(overTime, (ulong)i)).ToArray();
        var initial = dynamics.Initial<T>(parameters, _shape, 11, 5);
        initial = new(initial.Values, 3, initial.Seed, initial.Stream);
        string[] names = [DeviceNeuron.Output, .. model.StateNames];
        var expected = Pullback.run(
            dynamics,
            parameters,
            initial,
            [.. inputs.Select(InputSequence<T>.NewEachStep)],
            [Neurons.Record.Outputs, .. model.StateNames.Select(Neurons.Record.NewStateOver)],
            FSharpValueOption<IntegralBuffers<T>>.ValueNone);

        var device = TestDevice.Device;
        using var actual = neuron.Pullback(names, neuron.State(initial), [.. inputs.Select(input => (DeviceInput<T>)device.Copy(input))]);
        for (var r = 0; r < names.Length; r++) TestDevice.SameBits(expected.Recorded[r], actual.Recorded[r].ToTensor(), $"{name}, {names[r]}");
        for (var s = 0; s < model.StateNames.Length; s++)
            TestDevice.SameBits(expected.Final.Values[s], actual.Final[model.StateNames[s]].ToTensor(), $"{name}, last {model.StateNames[s]}");

        var dRecorded = names.Select((_, r) => TestDevice.Drive<T>(overTime, (ulong)(100 + r))).ToArray();
        var dFinal = model.StateNames.Select((_, s) => TestDevice.Drive<T>(_shape, (ulong)(200 + s))).ToArray();
        var wanted = expected.Gradients(
            dRecorded, dFinal, new GradientRequest<T>([.. inputs.Select(_ => true)], true, [.. parameters.Select(_ => true)], null));
        using var gradients = actual.Gradients(
            [.. dRecorded.Select(gradient => device.Copy(gradient))],
            [.. dFinal.Select(gradient => device.Copy(gradient))],
            DeviceGradientRequest.All);
        for (var i = 0; i < inputs.Length; i++)
            TestDevice.SameBits(wanted.Inputs[i], gradients.Inputs[i].ToTensor(), $"{name}, gradient of {model.InputNames[i]}");
        for (var s = 0; s < model.StateNames.Length; s++)
            TestDevice.SameBits(wanted.State[s], gradients.Initial.Values[s].ToTensor(), $"{name}, gradient of the first {model.StateNames[s]}");
        for (var p = 0; p < parameters.Length; p++)
        {
            var parameter = gradients.Parameters[model.ParameterNames[p]].ToTensor();
            var doubles = Array.ConvertAll(parameter.ReadOnlySpan().ToArray(), double.CreateChecked);
            TestDevice.SameBits(
                Tensor.Create(wanted.Parameters[p].ToArray()), Tensor.Create(doubles), $"{name}, gradient of {model.ParameterNames[p]}");
        }
    }

    private static Dictionary<string, Run> Prepared(Precision precision, bool isPerNeuron)
    {
        var device = TestDevice.Device;
        var all = new Dictionary<string, Run>();
        var sources = new List<(string, string)>();
        foreach (var entry in Models.all.Concat(Models.synapses))
        {
            var dynamics = entry.Create(new Dictionary<string, string>());
            var parameters = isPerNeuron ? PerNeuron(dynamics, entry.Parameters("")) : entry.Parameters("");
            var neuron = dynamics.On(device, parameters);
            all[entry.Name] = new(dynamics, parameters, neuron);

            var model = dynamics.Definition;
            Recorded[] recorded = [Recorded.NewOutput(0), .. model.StateNames.Select((_, s) => Recorded.NewAfter(s))];
            sources.Add((neuron.Kernels.ForwardSource(precision, recorded, new(false, true)).Source, ForwardText.Name));
            var wanted = new Wanted(Every(model.InputNames, true), Every(model.InputNames, false), Every(model.ParameterNames, true));
            var form = new BackwardForm(Every(model.StateNames, true), true);
            var backward = neuron.Kernels.BackwardSource(precision, recorded, [.. recorded.Select(_ => true)], wanted, form);
            sources.Add((backward.Source, BackwardText.Name));
        }

        // the bits do not depend on what the compiler makes of it
        device.Prepare(precision, precision.IsFloat32, sources);
        return all;
    }

    private static bool[] Every(string[] names, bool value) => [.. names.Select(_ => value)];

    /// <summary>A value for each neuron: different ones where the model allows it.</summary>
    private static ParameterValue[] PerNeuron(Dynamics dynamics, ParameterValue[] shared)
    {
        var features = (int)_shape[^1];
        var values = (ParameterValue[])shared.Clone();
        for (var p = 0; p < values.Length; p++)
        {
            var value = shared[p].ToArray()[0];
            foreach (var spread in (double[])[0.01, 0])
            {
                values[p] = ParameterValue.NewPerNeuron(
                    Tensor.Create([.. Enumerable.Range(0, features).Select(n => value * (1 + spread * n))], [features]));
                if (dynamics.Allows(values)) break;
            }
        }

        return values;
    }
}
