using System.Diagnostics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A network that learns while it runs: nothing of earlier steps is kept but states and traces.</summary>
internal sealed class OnlineRun
{
    private readonly OnlinePlan _plan;
    private readonly InputRunner _input;
    private readonly StepRunner[] _outputs, _runners;
    private readonly NeuronRunner[] _neurons;
    private readonly FeedbackWeights[] _feedback;
    private readonly bool _keeps;

    /// <param name="plan">The network's nodes.</param>
    /// <param name="feedback">The feedback of those neurons that have some of their own.</param>
    public OnlineRun(OnlinePlan plan, Func<OnlinePlan, NeuronRunner, FeedbackWeights?> feedback)
    {
        _plan = plan;
        _runners = plan.Runners;
        _keeps = _runners.Any(runner => runner is LayerRunner);
        (_input, _outputs, _neurons) = ((InputRunner)_runners[0], [.. plan.Outputs], [.. plan.Neurons]);
        foreach (var neurons in _neurons) neurons.Feedback = feedback(plan, neurons);
        _feedback = [.. _neurons.Select(neurons => neurons.Feedback).OfType<FeedbackWeights>()];
        plan.Finish();
    }

    /// <summary>Learns of a batch.</summary>
    /// <param name="method">Whose memory the answers take.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="accumulate">Whether there is one update for all steps.</param>
    /// <param name="updated">What follows an update; null for nothing.</param>
    public TrainedBatch Train(TrainingMethod method, TrainingBatch batch, bool accumulate, Action? updated = null)
    {
        var number = ++batch.Network.TrainingPasses;
        var pass = new Pass(batch.Network, batch.Workspace, true, number, null);
        Begin(pass, batch, accumulate);
        var answers = new OutputSum(method, batch);
        var value = 0.0;
        for (var step = 0; step < batch.Steps; step++)
        {
            // only layers that are neither neurons nor synapses go on from what they kept
            if (_keeps) pass = new Pass(batch.Network, batch.Workspace, true, number, step == 0 ? null : pass.After);
            _plan.Readout?.Refresh();
            var output = Forward(batch, pass, step);
            var loss = batch.LossAlone(output, step, pass.Penalty);
            value += loss.Value / batch.Steps;
            answers.Add(output);
            Backward(batch, loss.Gradient);
            if (!accumulate || step == batch.Steps - 1) Update();
        }
        return new(value, answers.Classes(batch));

        void Update()
        {
            foreach (var runner in _runners) runner.End();
            foreach (var neurons in _neurons) neurons.Learn();
            batch.Update(_plan.Sums.Gradients);
            _plan.Sums.Clear();
            updated?.Invoke();
        }
    }

    private void Begin(Pass pass, TrainingBatch batch, bool accumulate)
    {
        var samples = batch.Input.Shape[0];
        var isStatic = batch.Input.IsConstant && accumulate;
        foreach (var neurons in _neurons) neurons.Begin(pass, samples, isStatic);
        foreach (var runner in _runners) if (runner is not NeuronRunner) runner.Begin(pass, samples, isStatic);
        _plan.Sums.Begin(batch.Workspace);
    }

    private Tensor<float> Forward(TrainingBatch batch, Pass pass, int step)
    {
        if (step == 0 || !batch.Input.IsConstant) _input.Set(batch.Input, step);
        foreach (var runner in _runners)
        {
            var start = Stopwatch.GetTimestamp();
            runner.Forward(pass, step);
            if (runner.Node.Layer is { } layer) batch.Account?.Add(layer, "forward", start);
        }
        if (_outputs is [var alone]) return alone.Output;
        var sum = batch.Workspace.Take(this, "output", _outputs[0].Output.Lengths);
        sum.Span().Clear();
        foreach (var output in _outputs) TensorPrimitives.Add(sum.ReadOnlySpan(), output.Output.ReadOnlySpan(), sum.Span());
        return sum;
    }

    private void Backward(TrainingBatch batch, Tensor<float> gradient)
    {
        foreach (var runner in _runners) runner.HasGradient = false;
        foreach (var output in _outputs) output.Add(gradient);
        foreach (var feedback in _feedback) feedback.Error = null;
        for (var i = _runners.Length - 1; i > 0; i--)
        {
            var start = Stopwatch.GetTimestamp();
            _runners[i].Backward();
            if (_feedback.Length > 0 && _runners[i] == _outputs[0]) Send(batch, gradient);
            batch.Account?.Add(_runners[i].Node.Layer!, "backward", start);
        }
    }

    /// <summary>Gives the error of the output to the feedback: the gradient by what the readout's synapses give.</summary>
    private void Send(TrainingBatch batch, Tensor<float> gradient)
    {
        var error = batch.Workspace.Take(this, "error", gradient.Lengths);
        if (_outputs[0] is not NeuronRunner readout) gradient.ReadOnlySpan().CopyTo(error.Span());
        else if (readout.Signal is { } signal) readout.Back(0, signal, error.Span());
        foreach (var feedback in _feedback) feedback.Error = error;
    }

    /// <inheritdoc/>
    public override string ToString() => "inputs and outputs of a step";
}
