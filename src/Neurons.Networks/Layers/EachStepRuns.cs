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
    private readonly Signal[] _inputs;
    private readonly Tensor<float>[] _inputGradients;
    private readonly Tensor<float>[] _step, _sum;
    private readonly int _output;
    private readonly LayerOutputs[] _outputs;
    private readonly string _role;

    /// <param name="layer">The layer, with one input or several.</param>
    /// <param name="sequences">Its memory.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="output">Which of its outputs; 0 of one with one.</param>
    public EachStepRuns(Layer layer, LayerSequences sequences, Pass pass, int output = 0)
    {
        _output = output;
        _outputs = output == 0 ? [] : new LayerOutputs[sequences.Steps];
        _role = output == 0 ? "steps" : $"steps of output {output}";
        (_layer, _sequences, _pass) = (layer, sequences, pass);
        _runs = new LayerRun[sequences.Steps];
        _inputs = new Signal[sequences.Inputs.Count];
        _inputGradients = new Tensor<float>[_inputs.Length];
        Parameter[] parameters = pass.WithGradient ? [.. layer.AllParameters] : [];
        _step = Array.ConvertAll(parameters, parameter => pass.Workspace.Take(parameter, "gradient of a step", parameter.Value.Lengths));
        _sum = Array.ConvertAll(parameters, parameter => pass.Workspace.Take(parameter, "sum of steps", parameter.Value.Lengths));
    }

    /// <inheritdoc/>
    public override void Begin(bool backward)
    {
        if (!backward) return;
        foreach (var sum in _sum) sum.Span().Clear();
    }

    /// <inheritdoc/>
    public override void Forward(int step)
    {
        var workspaces = _pass.Workspace.Keep(_layer, _role, static _ => new List<Workspace>());
        // only the gradient needs what the steps before left
        var place = _pass.WithGradient ? step : 0;
        while (workspaces.Count <= place) workspaces.Add(new());
        var workspace = workspaces[place];
        var pass = _pass.OfStep(workspace, step);
        for (var i = 0; i < _inputs.Length; i++)
        {
            var input = OneStep(workspace, $"input {i} of a step", _sequences.Inputs[i]);
            Rows.Of(_sequences.Inputs[i], step).CopyTo(input.Span());
            _inputs[i] = Signal.EachStep(input);
        }
        if (_output > 0)
        {
            _outputs[step] = ((IManyOutputs)_layer).Forward([.. _inputs], [_output], pass);
            _outputs[step].Outputs[0].Values.ReadOnlySpan().CopyTo(Rows.Of(_sequences.Output, step));
            return;
        }
        _runs[step] = _inputs is [var alone] ? _layer.Forward(alone, pass) : ((IManyInputs)_layer).Forward([.. _inputs], pass);
        _pass.Penalty += pass.Penalty;
        _runs[step].Output.Unpacked(workspace, _layer, "output of a step").Values.ReadOnlySpan().CopyTo(Rows.Of(_sequences.Output, step));
    }

    /// <inheritdoc/>
    public override void Backward(int step)
    {
        var workspace = _pass.Workspace;
        var outputGradient = OneStep(workspace, "output gradient of a step", _sequences.Output);
        for (var i = 0; i < _inputs.Length; i++) _inputGradients[i] = OneStep(workspace, $"input {i} gradient of a step", _sequences.Inputs[i]);
        Rows.Of(_sequences.OutputGradient!, step).CopyTo(outputGradient.Span());
        if (_output > 0) _outputs[step].Pullback!([outputGradient], _step, _inputGradients);
        else if (_inputs.Length == 1) _runs[step].Pullback!(outputGradient, _step, _inputGradients[0]);
        else _runs[step].PullbackOfInputs!(outputGradient, _step, _inputGradients);
        for (var i = 0; i < _inputs.Length; i++) _inputGradients[i].Span().CopyTo(Rows.Of(_sequences.InputGradients[i], step));
        for (var p = 0; p < _sum.Length; p++) TensorPrimitives.Add(_sum[p].Span(), _step[p].Span(), _sum[p].Span());
    }

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        for (var p = 0; p < _sum.Length; p++) _sum[p].Span().CopyTo(gradients[p].Span());
    }

    private Tensor<float> OneStep(Workspace workspace, string role, Tensor<float> sequence) =>
        workspace.Take(_layer, role, [1, .. sequence.Lengths[1..]]);
}
