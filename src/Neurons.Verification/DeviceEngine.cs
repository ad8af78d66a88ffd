using System.Numerics;
using Neurons.Gpu;

namespace Neurons.Verification;

/// <summary>The kernels on a device, forward and backward; of recurrent layers, none.</summary>
internal sealed class DeviceEngine<T>(Device device) : IEngine
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public string Name => device.Id;

    public string Precision => typeof(T) == typeof(float) ? "float32" : "float64";

    public Replay Run(BoundCase bound)
    {
        var (golden, dynamics) = (bound.Golden, bound.Dynamics);
        var neuron = dynamics.On(device, bound.Parameters);
        string[] names = [DeviceNeuron.Output, .. dynamics.Definition.StateNames];
        using var start = neuron.State(KernelEngine<T>.InitialState(bound));
        using var run = neuron.Pullback(names, start, [.. bound.Inputs.Select(input => (DeviceInput<T>)Over(bound, input))]);
        using var gradients = run.Gradients(
            [
                Over(bound, golden.UpstreamOutput),
                .. bound.StateNames.Select(name => golden.UpstreamStates.TryGetValue(name, out var state) ? Over(bound, state) : null),
            ],
            [.. KernelEngine<T>.States(bound, golden.UpstreamFinalState).Select(state => device.Copy(state))],
            DeviceGradientRequest.All);

        var (inputGradient, weightGradients) = bound.InputGradients([.. gradients.Inputs.Select(Flat)]);
        return new()
        {
            Output = Flat(run.Output),
            States = Replay.Named(bound.StateNames, run.Recorded.Skip(1).Select(Flat)),
            InputGradient = inputGradient,
            InitialStateGradients = Replay.Named(bound.StateNames, dynamics.Definition.StateNames.Select(name => Flat(gradients.Initial[name]))),
            ParameterGradients = [.. dynamics.Definition.ParameterNames.Select(name => Flat(gradients.Parameters[name]))],
            WeightGradients = weightGradients,
        };
    }

    private DeviceTensor<T> Over(BoundCase bound, double[] values) =>
        device.Copy(Arrays.Tensor<T>(values, bound.Golden.Steps, bound.Golden.Neurons));

    private static double[] Flat(DeviceTensor<T> tensor) => Arrays.Flat(tensor.ToTensor());
}
