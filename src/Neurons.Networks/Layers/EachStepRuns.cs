using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// A layer without memory one step at a time: a forward pass of one step after the other, each in memory of its own, as the gradient needs it.
/// </summary>
internal sealed class EachStepRuns : LayerSteps
{
    private readonly Layer _layer;
    private readonly LayerSequences _sequences;
    private readonly Pass _pass;
    private readonly LayerRun[] _runs;
    private readonly Tensor<float>[] _step, _sum;

    /// <param name="layer">The layer.</param>
    /// <param name="sequences">Its memory.</param>
    /// <param name="pass">The pass.</param>
    public EachStepRuns(Layer layer, LayerSequences sequences, Pass pass)
    {
        (_layer, _sequences, _pass) = (layer, sequences, pass);
        _runs = new LayerRun[sequences.Steps];
        Parameter[] parameters = pass.WithGradient ? [.. layer.AllParameters] : [];
        _step = Array.ConvertAll(parameters, parameter => pass.Workspace.Take(parameter, "gradient of a step", parameter.Value.Lengths));
        _sum = Array.ConvertAll(parameters, parameter => pass.Workspace.Take(parameter, "sum of steps", parameter.Value.Lengths));
        foreach (var sum in _sum) sum.Span().Clear();
    }

    /// <inheritdoc/>
    public override void Forward(int step)
    {
        var workspaces = _pass.Workspace.Keep(_layer, "steps", static _ => new List<Workspace>());
        // only the gradient needs what the steps before left
        var place = _pass.WithGradient ? step : 0;
        while (workspaces.Count <= place) workspaces.Add(new());
        var workspace = workspaces[place];
        var pass = _pass.OfStep(workspace);
        var input = workspace.Take(_layer, "input of a step", [1, .. _sequences.Inputs[0].Lengths[1..]]);
        Rows.Of(_sequences.Inputs[0], step).CopyTo(input.Span());
        _runs[step] = _layer.Forward(Signal.EachStep(input), pass);
        _pass.Penalty += pass.Penalty;
        _runs[step].Output.Unpacked(workspace, _layer, "output of a step").Values.ReadOnlySpan().CopyTo(Rows.Of(_sequences.Output, step));
    }

    /// <inheritdoc/>
    public override void Backward(int step)
    {
        var workspace = _pass.Workspace;
        var outputGradient = workspace.Take(_layer, "output gradient of a step", [1, .. _sequences.Output.Lengths[1..]]);
        var inputGradient = workspace.Take(_layer, "input gradient of a step", [1, .. _sequences.Inputs[0].Lengths[1..]]);
        Rows.Of(_sequences.OutputGradient!, step).CopyTo(outputGradient.Span());
        _runs[step].Pullback!(outputGradient, _step, inputGradient);
        inputGradient.ReadOnlySpan().CopyTo(Rows.Of(_sequences.InputGradients[0], step));
        for (var p = 0; p < _sum.Length; p++) TensorPrimitives.Add(_sum[p].ReadOnlySpan(), _step[p].ReadOnlySpan(), _sum[p].Span());
    }

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        for (var p = 0; p < _sum.Length; p++) _sum[p].Span().CopyTo(gradients[p].Span());
    }
}
