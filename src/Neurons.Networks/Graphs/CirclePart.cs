using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Nodes that depend on each other, stepped together: at each step the nodes run in the order in which they were given, and a node takes
/// from one that has not run yet, or from itself, what that gave the step before; at first 0, or the last outputs of the pass before.
/// </summary>
internal sealed class CirclePart : GraphPart
{
    private readonly CircleMember[] _members;
    private readonly int[] _places;

    /// <param name="nodes">The numbers of their signals, in order: of each node the first output, then others that somebody takes.</param>
    /// <param name="ports">All inputs of each of them; none of an output that comes with the first.</param>
    /// <param name="members">What they are.</param>
    /// <param name="shapes">The shapes of their outputs.</param>
    /// <param name="outputs">Those that others need.</param>
    public CirclePart(int[] nodes, Port[][] ports, CircleNode[] members, int[][] shapes, int[] outputs)
        : base([.. ports.SelectMany(of => of.Select(port => Outside(port, nodes)))], outputs)
    {
        _members = CirclePlan.Of(nodes, ports, members, shapes, outputs);
        _places = Array.ConvertAll(outputs, output => Array.IndexOf(nodes, output));
        Stored = [.. members.SelectMany(member => member.Parameters)];
    }

    public override Parameter[] Stored { get; }

    public override ComposedPart Describe() => new CircleOfNodes(
        [.. Ports.Select(port => port.Describe())],
        Outputs,
        [.. _members.Select(member => new StepwiseNode(
            member.Node.Watched ?? member.Node.Layer,
            member.Node.Output,
            [.. member.Shape.Select(length => (int)length)],
            [.. member.Inlets.Select(inlet => inlet.Sources)],
            member.Adds ? (member.Into!.Member, member.Into.Index) : null,
            member.HasOneGradient))],
        _places);

    public override PartRun Forward(Signal[] inputs, Pass pass, StepAccount? account)
    {
        var runs = Prepare(inputs, pass);
        try
        {
            using var lease = new Lease();
            foreach (var run in runs) run.Begin(lease);
            var steps = runs[0].Steps;
            for (var step = 0; step < steps; step++)
            {
                foreach (var run in runs)
                {
                    Gather(runs, run, step);
                    run.Layer.Forward(step);
                }
            }
            foreach (var run in runs)
            {
                run.Layer.End();
                run.Keep(pass);
                run.Tell(pass);
                if (pass.Watcher is { } watcher) TellSums(runs, run, watcher);
            }
        }
        finally
        {
            foreach (var run in runs) run.Layer.Release();
        }
        return new(
            Array.ConvertAll(_places, place => Signal.EachStep(runs[place].Output)),
            pass.WithGradient ? (outputGradients, gradients, inputGradients) =>
                Backward(runs, inputs, pass.Workspace, outputGradients, gradients, inputGradients) : null);
    }

    /// <summary>Lets a watcher look at what is summed for a node; what is not kept apart counts as the sum.</summary>
    private static void TellSums(CircleRun[] runs, CircleRun run, PassWatcher watcher)
    {
        foreach (var inlet in run.Member.Inlets)
        {
            var parts = inlet.Sources.Length + (inlet.HasOutside ? 1 : 0);
            if (parts < 2) continue;
            var signals = new Signal[parts];
            Array.Fill(signals, Signal.EachStep(run.Inputs[inlet.Index]));
            for (var s = 0; s < inlet.Added.Length; s++)
            {
                var source = runs[inlet.Added[s]];
                signals[s] = Signal.EachStep(inlet.Added[s] < inlet.Member ? source.Output : source.Before);
            }
            watcher.OnSum(signals);
        }
    }

    /// <summary>The memory of a sequence: outputs, then what they flow into.</summary>
    private CircleRun[] Prepare(Signal[] inputs, Pass pass)
    {
        var given = Array.Find(inputs, input => !input.IsNone);
        var (steps, batch) = (given.Steps, given.Shape[0]);
        var runs = Array.ConvertAll(_members, member => new CircleRun(member, steps, batch));
        foreach (var run in runs) run.TakeOutput(pass);
        var port = inputs.Length;
        for (var m = runs.Length - 1; m >= 0; m--)
        {
            var (run, inlets) = (runs[m], _members[m].Inlets);
            port -= inlets.Length;
            for (var p = 0; p < inlets.Length; p++) run.Inputs[p] = Input(runs, inlets[p], inputs[port + p], pass.Workspace);
            if (run.Member is { Adds: true, Into: { } into }) run.Output = runs[into.Member].Inputs[into.Index];
        }
        foreach (var run in runs) run.Prepare(pass, runs);
        return runs;
    }

    /// <summary>What feeds a node: the output of another, or a sum, which begins with what comes from outside.</summary>
    private Tensor<float> Input(CircleRun[] runs, CircleInlet inlet, Signal outside, Workspace workspace)
    {
        var run = runs[inlet.Member];
        if (inlet.IsView) return inlet.Sources[0] < inlet.Member ? runs[inlet.Sources[0]].Output : runs[inlet.Sources[0]].Before;
        var features = outside.IsNone ? _members[inlet.Sources[0]].Shape : outside.Shape[1..];
        var input = workspace.Take(run.Member, inlet.Role, [run.Steps, run.Batch, .. features]);
        if (outside.IsNone) input.Span().Clear();
        else Sums.Write(outside, input, add: false);
        return input;
    }

    /// <summary>Adds to the inputs of a step what comes from within the circle.</summary>
    private static void Gather(CircleRun[] runs, CircleRun run, int step)
    {
        foreach (var inlet in run.Member.Inlets)
        {
            foreach (var source in inlet.Added)
            {
                var row = run.InputRows[inlet.Index][step];
                TensorPrimitives.Add(row, source < inlet.Member ? runs[source].OutputRows[step] : runs[source].BeforeRows[step], row);
            }
        }
    }

    private void Backward(
        CircleRun[] runs, Signal[] inputs, Workspace workspace,
        Tensor<float>[] outputGradients, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>?[] inputGradients)
    {
        TakeGradients(runs, inputs, workspace, inputGradients);
        try
        {
            using var lease = new Lease();
            for (var m = 0; m < runs.Length; m++)
                runs[m].BeginBackward(lease, Array.IndexOf(_places, m) is >= 0 and var output ? outputGradients[output] : null);
            for (var step = runs[0].Steps - 1; step >= 0; step--)
            {
                for (var m = runs.Length - 1; m >= 0; m--)
                {
                    runs[m].Backward(step);
                    Spread(runs, runs[m], step);
                }
            }
            var from = 0;
            foreach (var run in runs)
            {
                var count = run.Member.Node.Parameters.Length;
                run.Layer.WriteGradients(gradients.Slice(from, count));
                run.Layer.End();
                from += count;
            }
        }
        finally
        {
            foreach (var run in runs) run.Layer.Release();
        }
        var port = 0;
        foreach (var run in runs)
        {
            foreach (var gradient in run.Sequences.InputGradients)
            {
                if (inputGradients[port] is { } into && gradient != into) Sums.WriteGradient(gradient, into, add: false);
                port++;
            }
        }
    }

    /// <summary>The memory of the gradients: those of a node's inputs before those of the nodes that feed it.</summary>
    private static void TakeGradients(CircleRun[] runs, Signal[] inputs, Workspace workspace, Tensor<float>?[] inputGradients)
    {
        var port = inputs.Length;
        for (var m = runs.Length - 1; m >= 0; m--)
        {
            var (run, inlets) = (runs[m], runs[m].Member.Inlets);
            port -= inlets.Length;
            var own = new Tensor<float>[inlets.Length];
            for (var p = 0; p < own.Length; p++)
            {
                own[p] = inlets[p].PassesBack ? runs[inlets[p].Sources[0]].Sequences.OutputGradient!
                    : inputGradients[port + p] is { } given && !inputs[port + p].IsConstant ? given
                    : workspace.Take(
                        run.Member, inlets[p].GradientRole, [inlets[p].HasOneGradient ? 1 : run.Steps, .. run.Inputs[p].Lengths[1..]]);
            }
            run.Sequences.InputGradients = own;
            run.Sequences.OutputGradient = run.Member.Into is { } into
                ? runs[into.Member].Sequences.InputGradients[into.Index]
                : workspace.Take(run.Member, "gradient of output", [run.Member.HasOneGradient ? 1 : run.Steps, run.Batch, .. run.Member.Shape]);
        }
    }

    /// <summary>Adds the gradients of a step's inputs to those of the outputs within the circle that they came from.</summary>
    private static void Spread(CircleRun[] runs, CircleRun run, int step)
    {
        foreach (var inlet in run.Member.Inlets)
        {
            foreach (var source in inlet.Spread)
            {
                var at = source < inlet.Member ? step : step - 1;
                if (at < 0) continue;
                var into = runs[source].OutputGradientRows[at];
                TensorPrimitives.Add(into, run.InputGradientRows[inlet.Index][step], into);
            }
        }
    }

    private static Port Outside(Port port, int[] nodes) => port with { Sources = Array.FindAll(port.Sources, source => !nodes.Contains(source)) };
}
