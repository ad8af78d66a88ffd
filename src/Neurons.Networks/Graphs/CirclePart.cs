using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Nodes that depend on each other, stepped together: at each step the nodes run in the order in which they were given, and a node takes
/// from one that has not run yet, or from itself, what that gave the step before; at first 0, or the last outputs of the pass before.
/// </summary>
internal sealed class CirclePart : GraphPart
{
    private readonly Member[] _members;

    /// <param name="nodes">The nodes of the circle, in order.</param>
    /// <param name="ports">All inputs of each of them.</param>
    /// <param name="layers">Their layers.</param>
    /// <param name="shapes">The shapes of their outputs.</param>
    /// <param name="outputs">The nodes whose outputs others need.</param>
    public CirclePart(int[] nodes, Port[][] ports, Layer[] layers, int[][] shapes, int[] outputs)
        : base([.. ports.SelectMany(of => of.Select(port => Outside(port, nodes)))], outputs)
    {
        _members =
            [.. nodes.Select((node, i) => new Member(node, layers[i], Shapes.Native(shapes[i]), [.. ports[i].Select(port => Inside(port, nodes))]))];
        Stored = [.. layers.SelectMany(layer => layer.AllParameters)];
    }

    public override Parameter[] Stored { get; }

    public override PartRun Forward(Signal[] inputs, Pass pass, StepAccount? account)
    {
        var given = Array.Find(inputs, input => !input.IsNone);
        var (steps, batch) = (given.Steps, given.Shape[0]);
        var workspace = pass.Workspace;
        var runs = new MemberRun[_members.Length];
        for (int m = 0, port = 0; m < _members.Length; m++)
        {
            var member = _members[m];
            nint[] shape = [steps, batch, .. member.Shape];
            var own = new Tensor<float>[member.Sources.Length];
            for (var p = 0; p < own.Length; p++, port++)
            {
                nint[] inputShape = [steps, batch, .. inputs[port].IsNone ? _members[member.Sources[p][0]].Shape : inputs[port].Shape[1..]];
                own[p] = workspace.Take(member, $"input {p}", inputShape);
                Spread(inputs[port], own[p]);
            }
            var withGradient = pass.WithGradient;
            var sequences = new LayerSequences(
                own,
                workspace.Take(member, "output", shape),
                withGradient ? [.. own.Select((x, p) => workspace.Take(member, $"gradient of input {p}", x.Lengths))] : [],
                withGradient ? workspace.Take(member, "gradient of output", shape) : null);
            var before = pass.BeforeOf<Tensor<float>>(member, member.Layer, shape.AsSpan(1));
            runs[m] = new(member, sequences, member.Layer is IStepwise stepwise
                ? stepwise.Steps(sequences, pass) : new EachStepRuns(member.Layer, sequences, pass), before);
        }

        using var lease = new Lease();
        foreach (var run in runs)
        {
            run.Hold(lease);
            run.Steps.Begin(backward: false);
        }
        for (var step = 0; step < steps; step++)
        {
            for (var m = 0; m < runs.Length; m++)
            {
                Gather(runs, m, step);
                runs[m].Steps.Forward(step);
            }
        }
        foreach (var run in runs)
        {
            run.Steps.End();
            if (steps > 0) KeepLast(run, pass);
            else if (run.Before is not null) pass.KeepOf(run.Member, run.Before, run.Before.Lengths.ToArray());
        }
        var outputs = Array.ConvertAll(Outputs, node => Signal.EachStep(Array.Find(runs, run => run.Member.Node == node)!.Sequences.Output));
        return new(
            outputs, pass.WithGradient ? (outputGradients, gradients, inputGradients) =>
                Backward(runs, inputs, outputGradients, gradients, inputGradients) : null);
    }

    /// <summary>Adds to the inputs of a step what comes from within the circle.</summary>
    private static void Gather(MemberRun[] runs, int m, int step)
    {
        var run = runs[m];
        for (var p = 0; p < run.Inputs.Length; p++)
        {
            var row = run.Inputs[p][step];
            foreach (var source in run.Member.Sources[p])
            {
                var from = runs[source];
                if (source < m) TensorPrimitives.Add(row, from.Output[step], row);
                else if (step > 0) TensorPrimitives.Add(row, from.Output[step - 1], row);
                else if (from.Before is not null) TensorPrimitives.Add(row, from.Before.ReadOnlySpan(), row);
            }
        }
    }

    /// <summary>The last output, for a pass that goes on from here: in one of two places, as the gradient still needs the one before.</summary>
    private static void KeepLast(MemberRun run, Pass pass)
    {
        var output = run.Sequences.Output;
        nint[] shape = output.Lengths[1..].ToArray();
        var place = pass.Workspace.Keep(run.Member, "last", static _ => new StatePlaces()).Other(run.Before);
        var last = pass.Workspace.Take(place, "output", shape);
        Rows.Of(output, run.Sequences.Steps - 1).CopyTo(last.Span());
        place.Holds = last;
        pass.KeepOf(run.Member, last, shape);
    }

    private void Backward(
        MemberRun[] runs, Signal[] inputs, Tensor<float>[] outputGradients, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>?[] inputGradients)
    {
        using var lease = new Lease();
        foreach (var run in runs)
        {
            run.HoldGradients(lease);
            var own = run.Sequences.OutputGradient!;
            if (Array.IndexOf(Outputs, run.Member.Node) is >= 0 and var output) outputGradients[output].Span().CopyTo(own.Span());
            else own.Span().Clear();
            run.Steps.Begin(backward: true);
        }
        for (var step = runs[0].Sequences.Steps - 1; step >= 0; step--)
        {
            for (var m = runs.Length - 1; m >= 0; m--)
            {
                runs[m].Steps.Backward(step);
                Spread(runs, m, step);
            }
        }
        for (int m = 0, port = 0, from = 0; m < runs.Length; m++)
        {
            var count = runs[m].Member.Parameters;
            runs[m].Steps.WriteGradients(gradients.Slice(from, count));
            runs[m].Steps.End();
            from += count;
            foreach (var gradient in runs[m].Sequences.InputGradients)
            {
                if (inputGradients[port] is { } into)
                {
                    if (inputs[port].IsConstant) Sums.OverTime(gradient, into);
                    else gradient.Span().CopyTo(into.Span());
                }
                port++;
            }
        }
    }

    /// <summary>Adds the gradients of a step's inputs to those of the outputs within the circle that they came from.</summary>
    private static void Spread(MemberRun[] runs, int m, int step)
    {
        var run = runs[m];
        for (var p = 0; p < run.InputGradients.Length; p++)
        {
            var row = run.InputGradients[p][step];
            foreach (var source in run.Member.Sources[p])
            {
                var at = source < m ? step : step - 1;
                if (at < 0) continue;
                var into = runs[source].OutputGradient[at];
                TensorPrimitives.Add(into, row, into);
            }
        }
    }

    /// <summary>What comes from outside, at every step; 0 where nothing does.</summary>
    private static void Spread(Signal input, Tensor<float> into)
    {
        if (input.IsNone) into.Span().Clear();
        else Sums.Write(input, into, add: false);
    }

    private static Port Outside(Port port, int[] nodes) => port with { Sources = Array.FindAll(port.Sources, source => !nodes.Contains(source)) };

    /// <summary>The places in the circle of the members that feed an input.</summary>
    private static int[] Inside(Port port, int[] nodes) =>
        [.. port.Sources.Where(source => nodes.Contains(source)).Select(source => Array.IndexOf(nodes, source))];

    /// <summary>A node of the circle.</summary>
    private sealed record Member(int Node, Layer Layer, nint[] Shape, int[][] Sources)
    {
        public int Parameters { get; } = Layer.AllParameters.Count();

        public override string ToString() => $"{Layer} in a circle";
    }

    private sealed record MemberRun(Member Member, LayerSequences Sequences, LayerSteps Steps, Tensor<float>? Before)
    {
        public Rows[] Inputs { get; private set; } = [];

        public Rows Output { get; private set; }

        public Rows[] InputGradients { get; private set; } = [];

        public Rows OutputGradient { get; private set; }

        public void Hold(Lease lease)
        {
            Inputs = [.. Sequences.Inputs.Select(input => new Rows(lease, input))];
            Output = new(lease, Sequences.Output);
        }

        public void HoldGradients(Lease lease)
        {
            InputGradients = [.. Sequences.InputGradients.Select(gradient => new Rows(lease, gradient))];
            OutputGradient = new(lease, Sequences.OutputGradient!);
        }
    }
}
