using System.Collections.Concurrent;
using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>A forward kernel, and the meaning of its slots.</summary>
internal sealed record ForwardKernel(StepPlan Plan, DeviceKernel Kernel);

/// <summary>A backward kernel, and the meaning of the slots of its two programs.</summary>
internal sealed record BackwardKernel(StepPlan Record, ReversePlan Reverse, DeviceKernel Kernel);

/// <summary>The kernels of one neuron on one device, emitted when first needed.</summary>
internal sealed class NeuronKernels(Device device, Definition model, bool[] isShared)
{
    private readonly ConcurrentDictionary<string, object> _known = new();
    private readonly Equations _equations = EquationsModule.share(model.Equations);

    public ForwardKernel Forward(Precision precision, Recorded[] recorded, ForwardForm form)
    {
        var key = $"forward {precision} {Text(recorded)} {form}";
        return (ForwardKernel)_known.GetOrAdd(key, _ =>
        {
            var (plan, source) = ForwardSource(precision, recorded, form);
            return new ForwardKernel(plan, device.Kernel(source, ForwardText.Name));
        });
    }

    public BackwardKernel Backward(Precision precision, Recorded[] recorded, bool[] outputs, Wanted wanted, BackwardForm form)
    {
        var key = $"backward {precision} {Text(recorded)} {Text(outputs)} {Text(wanted.Inputs)} {Text(wanted.Constant)} {Text(wanted.Parameters)} "
            + $"{Text(form.FinalGradients)} {form.InitialGradients} {form.Storage}";
        return (BackwardKernel)_known.GetOrAdd(key, _ =>
        {
            var (record, reverse, source) = BackwardSource(precision, recorded, outputs, wanted, form);
            return new BackwardKernel(record, reverse, device.Kernel(source, BackwardText.Name));
        });
    }

    public (StepPlan Plan, string Source) ForwardSource(Precision precision, Recorded[] recorded, ForwardForm form)
    {
        var plan = Plan.forward(new Layout(precision, isShared), _equations, recorded, []);
        return (plan, ForwardText.Of(device.Language, model, plan, form));
    }

    public (StepPlan Record, ReversePlan Reverse, string Source) BackwardSource(
        Precision precision, Recorded[] recorded, bool[] outputs, Wanted wanted, BackwardForm form)
    {
        var layout = new Layout(precision, isShared);
        var (reverse, tape) = Plan.reverse(layout, _equations, recorded, outputs, wanted);
        var record = Plan.forward(layout, _equations, [], tape);
        return (record, reverse, BackwardText.Of(device.Language, model, record, reverse, form));
    }

    private static string Text(Recorded[] recorded) => string.Join(',', recorded.Select(r => r.IsOutput ? $"output{r.output}" : $"state{r.state}"));

    private static string Text(bool[] flags) => string.Concat(flags.Select(flag => flag ? '1' : '0'));
}
