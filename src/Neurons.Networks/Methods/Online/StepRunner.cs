using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>A node that runs, and learns, one step at a time.</summary>
internal abstract class StepRunner(StepNode node)
{
    private readonly Tensor<float>?[] _given = new Tensor<float>?[node.Ports.Length];
    private readonly string[] _inputRoles = [.. node.Ports.Select((_, port) => $"input {port}")];
    private readonly string[] _gradientRoles = [.. node.Ports.Select((_, port) => $"gradient of input {port}")];
    private bool[] _goesBack = [];
    private Tensor<float>? _own;

    public StepNode Node => node;

    /// <summary>What it gives at the last step, [1, batch, features…].</summary>
    public Tensor<float> Output { get; protected set; } = null!;

    /// <summary>The same as bits, where it is spikes that linear layers take; else null.</summary>
    public SpikeBits? OutputSpikes { get; protected set; }

    /// <summary>Whether the gradient of its output is of use.</summary>
    public bool Wants { get; set; }

    /// <summary>Whether there is a gradient of its output at this step.</summary>
    public bool HasGradient { get; set; }

    /// <summary>Where it is, if there is one.</summary>
    public Tensor<float> Gradient => _own!;

    /// <summary>For each input, the runners of the nodes that feed it.</summary>
    public StepRunner[][] Sources { get; private set; } = [];

    /// <summary>The pass of the sequence, and its memory.</summary>
    protected Pass Pass { get; private set; } = null!;

    /// <summary>Whether its output is the same at all steps, for an input that is.</summary>
    public bool IsStatic { get; private set; }

    /// <summary>The sources whose gradients are of use; those of the step before get none.</summary>
    public IEnumerable<StepRunner> Wanting(int port) => Sources[port].Where(source => source.Wants && !node.IsBefore(source.Node.Index));

    /// <summary>Whether the gradient of an input is of use; known when a sequence begins.</summary>
    public bool GoesBack(int port) => _goesBack[port];

    public void Connect(StepRunner[] all) => Sources = Array.ConvertAll(node.Ports, port => Array.ConvertAll(port, source => all[source]));

    /// <summary>Makes ready for a sequence.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="isStatic">Whether the network's input is the same at all steps, and so are the parameters.</param>
    public virtual void Begin(Pass pass, nint batch, bool isStatic)
    {
        Pass = pass;
        _goesBack = [.. Enumerable.Range(0, node.Ports.Length).Select(port => Wanting(port).Any())];
        IsStatic = isStatic && (node.Layer is null or Linear or Convolution or Flatten or Activation)
            && Sources.All(port => port.All(source => source.IsStatic));
    }

    /// <summary>One step, after those of its sources.</summary>
    /// <param name="pass">The pass of the step.</param>
    /// <param name="step">Which step.</param>
    public abstract void Forward(Pass pass, int step);

    /// <summary>The way back over the step, and what is learnt of it; after those that it feeds.</summary>
    public abstract void Backward();

    /// <summary>What is left to be learnt after the last step.</summary>
    public virtual void End()
    {
    }

    /// <summary>Gives it a gradient of its output, which is added to those that it has.</summary>
    public void Add(Tensor<float> gradient)
    {
        if (!Wants) return;
        var own = Own();
        if (HasGradient) TensorPrimitives.Add(own.ReadOnlySpan(), gradient.ReadOnlySpan(), own.Span());
        else gradient.ReadOnlySpan().CopyTo(own.Span());
        HasGradient = true;
    }

    /// <summary>An input at this step: the sum of its sources.</summary>
    protected Tensor<float> Gather(int port, int step, bool isCopy = false)
    {
        var sources = Sources[port];
        if (sources.Length == 1 && !isCopy && !IsFromBefore(sources[0])) return sources[0].Output;
        var sum = Pass.Workspace.Take(node, _inputRoles[port], sources[0].Output.Lengths);
        for (var s = 0; s < sources.Length; s++)
        {
            var isNothing = step == 0 && IsFromBefore(sources[s]);
            if (s > 0 && !isNothing) TensorPrimitives.Add(sum.ReadOnlySpan(), sources[s].Output.ReadOnlySpan(), sum.Span());
            else if (s == 0 && isNothing) sum.Span().Clear();
            else if (s == 0) sources[s].Output.ReadOnlySpan().CopyTo(sum.Span());
        }
        return sum;
    }

    /// <summary>Where the gradient of an input is to be written, before <see cref="Spread"/>; null where it is of no use.</summary>
    protected Tensor<float>? Into(int port)
    {
        if (!GoesBack(port)) return null;
        return _given[port] = Sources is [[{ HasGradient: false } alone]]
            ? alone.Own()
            : Pass.Workspace.Take(node, _gradientRoles[port], Sources[port][0].Output.Lengths);
    }

    /// <summary>Gives the gradient of an input to those that feed it.</summary>
    protected void Spread(int port)
    {
        var gradient = _given[port]!;
        foreach (var source in Sources[port])
        {
            if (!source.Wants || IsFromBefore(source)) continue;
            if (ReferenceEquals(gradient, source._own)) source.HasGradient = true;
            else source.Add(gradient);
        }
    }

    private bool IsFromBefore(StepRunner source) => node.IsBefore(source.Node.Index);

    private Tensor<float> Own() => _own = Pass.Workspace.Take(node, "gradient", Output.Lengths);
}

/// <summary>The network's input.</summary>
internal sealed class InputRunner(StepNode node) : StepRunner(node)
{
    /// <summary>Takes what it is at a step of a sequence.</summary>
    public void Set(Signal input, int step)
    {
        if (step == 0) Output = Pass.Workspace.Take(Node, "input of a step", [1, .. input.Shape]);
        var values = Output.Span();
        if (input.Bits is not { } bits)
        {
            OutputSpikes = null;
            input.Values.ReadOnlySpan().Slice(input.IsConstant ? 0 : step * values.Length, values.Length).CopyTo(values);
            return;
        }
        bits.Unpack(step, values);
        OutputSpikes = Pass.Workspace.TakeBits(Node, "input of a step as bits");
        OutputSpikes.Resize(1, bits.PerStep);
        bits.Step(step).CopyTo(OutputSpikes.Words);
    }

    /// <inheritdoc/>
    public override void Forward(Pass pass, int step)
    {
    }

    /// <inheritdoc/>
    public override void Backward()
    {
    }
}

/// <summary>
/// A layer without eligibility traces: its parameters get the gradient of the step, and what it keeps from step to step is a constant.
/// </summary>
internal sealed class LayerRunner(StepNode node, GradientSums sums) : StepRunner(node)
{
    private readonly Parameter[] _parameters = [.. node.Layer!.AllParameters];
    private readonly Signal[] _inputs = new Signal[node.Ports.Length];
    private readonly Tensor<float>?[] _into = new Tensor<float>?[node.Ports.Length];
    private Tensor<float>[] _gradients = [];
    private LayerRun _run;

    /// <inheritdoc/>
    public override void Begin(Pass pass, nint batch, bool isStatic)
    {
        base.Begin(pass, batch, isStatic);
        _gradients = Array.ConvertAll(_parameters, parameter => pass.Workspace.Take(parameter, "gradient of a step", parameter.Value.Lengths));
    }

    /// <inheritdoc/>
    public override void Forward(Pass pass, int step)
    {
        if (IsStatic && step > 0) return;
        for (var port = 0; port < _inputs.Length; port++) _inputs[port] = Signal.EachStep(Gather(port, step));
        _run = _inputs is [var alone] ? Node.Layer!.Forward(alone, pass) : ((IManyInputs)Node.Layer!).Forward(_inputs, pass);
        Output = _run.Output.Unpacked(pass.Workspace, Node.Layer!, "output of a step").Values;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (!HasGradient) return;
        for (var port = 0; port < _into.Length; port++) _into[port] = Into(port);
        if (_run.PullbackOfInputs is { } many) many(Gradient, _gradients, _into);
        else _run.Pullback!(Gradient, _gradients, _into[0]);
        for (var p = 0; p < _parameters.Length; p++) sums.Add(_parameters[p], _gradients[p]);
        for (var port = 0; port < _into.Length; port++)
        {
            if (_into[port] is not null) Spread(port);
        }
    }
}
