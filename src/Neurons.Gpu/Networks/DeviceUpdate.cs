using System.Numerics.Tensors;
using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>
/// The update of a training on a device. Weights are updated there by the optimizers and clippings of the library; the parameters of neurons, whose
/// values have to be allowed, and all parameters by an optimizer or a clipping of one's own, are updated on the processor.
/// </summary>
internal sealed class DeviceUpdate(Network network, DeviceParameters parameters, DevicePass pass)
{
    private readonly Device _device = pass.Device;

    public void Make(TrainingBatch batch, Optimizer? optimizer, GradientClipping? clipping)
    {
        if (!IsHere(optimizer) || !IsHere(clipping) || !IsFinite())
        {
            // where a gradient is not finite, this tells which, and updates nothing
            batch.Update(batch.GradientsOf([.. network.Parameters.Select(
                parameter => Gradient(parameter)?.ToTensor() ?? Tensor.CreateFromShape<float>(parameter.Shape))]));
            return;
        }

        if (clipping is NormClipping norm) Clip(norm.Largest);
        if (clipping is ValueClipping value)
            Each((gradient, count) => DeviceProducts.Run(
                _device, NetworkText.Clamp, gradient.Count, count.Add(value.Largest, Precision.Float32).Add(gradient.Memory)));
        var number = optimizer!.BeginUpdate();
        foreach (var parameter in network.Parameters.Where(parameter => parameter.IsLearnable))
        {
            var gradient = Gradient(parameter) ?? pass.Zeros(parameter.Shape);
            if (parameter.IsFree) Update(optimizer, number, parameter, gradient);
            else optimizer.Update(parameter, gradient.ToTensor());
        }
    }

    private static bool IsHere(Optimizer? optimizer) => optimizer is Adam or AdamW or Sgd;

    private bool IsHere(GradientClipping? clipping) => clipping is null or ValueClipping || (clipping is NormClipping && _device.HasFloat64);

    private DeviceTensor<float>? Gradient(Parameter parameter) => parameter.IsLearnable ? pass.GradientOf(parameter) : null;

    private void Each(Action<DeviceTensor<float>, KernelArguments> action)
    {
        foreach (var parameter in network.Parameters)
        {
            if (Gradient(parameter) is { } gradient) action(gradient, new KernelArguments().Add(DeviceTools.Number(gradient.Count)));
        }
    }

    private bool IsFinite()
    {
        var flag = pass.Zeros(1);
        Each((gradient, count) => DeviceProducts.Run(_device, NetworkText.NotFinite, gradient.Count, count.Read(gradient.Memory).Add(flag.Memory)));
        return flag.ToTensor()[0] == 0;
    }

    private void Clip(double largest)
    {
        var sums = new List<DeviceTensor<double>>();
        var kernel = _device.Tool(Precision.Float32, NetworkText.Squares, NetworkText.OfSquares);
        Each((gradient, _) =>
        {
            var runs = (gradient.Count + NetworkText.SquaresRun - 1) / NetworkText.SquaresRun;
            var sum = pass.Hold(_device.Allocate<double>((nint)runs));
            kernel.Run(runs, new KernelArguments()
                .Add(DeviceTools.Number(runs)).Add(DeviceTools.Number(gradient.Count)).Read(gradient.Memory).Add(sum.Memory));
            sums.Add(sum);
        });
        var norm = Math.Sqrt(sums.Aggregate(0.0, (total, sum) => total + sum.ToTensor().ToArray().Aggregate(0.0, (all, one) => all + one)));
        var factor = largest / (norm + NormClipping.Epsilon);
        if (factor >= 1) return;
        Each((gradient, count) => DeviceProducts.Run(
            _device, NetworkText.Scale, gradient.Count, count.Add(factor, Precision.Float32).Add(gradient.Memory)));
    }

    private void Update(Optimizer optimizer, long number, Parameter parameter, DeviceTensor<float> gradient)
    {
        var values = parameters.Of(parameter);
        DeviceParameter[] kept = [.. optimizer.StateOf(parameter).Select(parameters.Of)];
        switch (optimizer)
        {
            case Adam adam:
                RunAdam(adam.Options, isDecoupled: false, number, gradient, values, kept);
                break;
            case AdamW adam:
                var o = adam.Options;
                RunAdam(new(o.LearningRate, o.Beta1, o.Beta2, o.Epsilon, o.WeightDecay), isDecoupled: true, number, gradient, values, kept);
                break;
            case Sgd sgd:
                RunSgd(sgd.Options, number, gradient, values, kept);
                break;
        }

        values.Changed();
        foreach (var state in kept) state.Changed();
    }

    private void RunAdam(
        AdamOptions o, bool isDecoupled, long number, DeviceTensor<float> gradient, DeviceParameter values, DeviceParameter[] kept) =>
        DeviceProducts.Run(_device, NetworkText.Adam, gradient.Count, Numbers(
                new KernelArguments().Add(DeviceTools.Number(gradient.Count)),
                o.Beta1,
                1 - o.Beta1,
                o.Beta2,
                1 - o.Beta2,
                o.LearningRate / (1 - Math.Pow(o.Beta1, number)),
                1 / Math.Sqrt(1 - Math.Pow(o.Beta2, number)),
                o.Epsilon,
                isDecoupled ? 0 : o.WeightDecay,
                1 - (o.LearningRate * (isDecoupled ? o.WeightDecay : 0)))
            .Read(gradient.Memory).Add(values.Value.Memory).Add(kept[0].Value.Memory).Add(kept[1].Value.Memory));

    private void RunSgd(SgdOptions o, long number, DeviceTensor<float> gradient, DeviceParameter values, DeviceParameter[] kept) =>
        DeviceProducts.Run(_device, NetworkText.Sgd, gradient.Count, Numbers(
                new KernelArguments().Add(DeviceTools.Number(gradient.Count)).Add((uint)kept.Length).Add(o.Nesterov ? 1u : 0u),
                o.Momentum,
                number == 1 ? 1 : 1 - o.Dampening,
                o.LearningRate,
                o.Decoupled ? 0 : o.WeightDecay,
                1 - (o.LearningRate * (o.Decoupled ? o.WeightDecay : 0)))
            .Read(gradient.Memory).Add(values.Value.Memory).Add((kept.Length > 0 ? kept[0].Value : values.Value).Memory));

    private static KernelArguments Numbers(KernelArguments arguments, params ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers) arguments.Add(number, Precision.Float32);
        return arguments;
    }
}
