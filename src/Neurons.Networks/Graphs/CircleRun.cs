using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A node of a circle in a forward pass: its memory and its steps.</summary>
internal sealed class CircleRun(CircleMember member, int steps, nint batch)
{
    private readonly nint[] _shape = [batch, .. member.Shape];
    private Tensor<float>? _all, _stateBefore;
    private Rows? _outer;
    private LayerWatcher? _watcher;

    public CircleMember Member => member;

    public int Steps => steps;

    public nint Batch => batch;

    public Tensor<float>[] Inputs { get; } = new Tensor<float>[member.Inlets.Length];

    public Tensor<float> Output { get; set; } = null!;

    /// <summary>The output before each step; only of one that is kept.</summary>
    public Tensor<float> Before { get; private set; } = null!;

    public LayerSequences Sequences { get; private set; } = null!;

    public LayerSteps Layer { get; private set; } = null!;

    public Rows[] InputRows { get; } = new Rows[member.Inlets.Length];

    public Rows OutputRows { get; private set; }

    /// <summary>The rows of <see cref="Before"/>.</summary>
    public Rows BeforeRows { get; private set; }

    public Rows[] InputGradientRows { get; } = new Rows[member.Inlets.Length];

    public Rows OutputGradientRows { get; private set; }

    /// <summary>Takes memory for the output, unless it is added to that of an input.</summary>
    public void TakeOutput(Pass pass)
    {
        if (member.Adds) return;
        nint[] over = [steps, .. _shape];
        if (!member.IsKept)
        {
            Output = pass.Workspace.Take(member, "output", over);
            return;
        }
        _all = pass.Workspace.Take(member, "output", [steps + 1, .. _shape]);
        Before = pass.Workspace.Part(member, "output", 0, over);
        Output = pass.Workspace.Part(member, "output", (int)TensorPrimitives.Product<nint>(_shape), over);
        _stateBefore = pass.BeforeOf<Tensor<float>>(member, member.Node.Layer, _shape);
        var first = Rows.Of(_all, 0);
        if (_stateBefore is null) first.Clear();
        else _stateBefore.Span().CopyTo(first);
    }

    /// <summary>Makes the layer ready, once all memory is known.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="runs">All nodes; of a layer with several outputs, the first is ready before the others.</param>
    public void Prepare(Pass pass, CircleRun[] runs)
    {
        Sequences = new(Inputs, Output) { AddsOutput = member.Adds };
        Layer = member.Node.OfOwner is { } other
            ? other(Array.Find(runs, run => run.Member.Node.Layer == member.Node.Layer)!.Layer, Sequences)
            : member.Node.Steps(Sequences, pass);
    }

    public void Begin(Lease lease)
    {
        for (var p = 0; p < Inputs.Length; p++) InputRows[p] = new(lease, Inputs[p]);
        OutputRows = new(lease, Output);
        if (member.IsKept) BeforeRows = new(lease, Before);
        Layer.Begin(backward: false);
        if (member.IsKept && _stateBefore is null) Layer.WriteStart(Rows.Of(_all!, 0));
    }

    /// <summary>The last output, for a pass that goes on from here: in one of two places, as the gradient still needs the one before.</summary>
    public void Keep(Pass pass)
    {
        if (_all is null) return;
        var place = pass.Workspace.Keep(member, "last", static _ => new StatePlaces()).Other(_stateBefore);
        var last = pass.Workspace.Take(place, "output", _shape);
        Rows.Of(_all, steps).CopyTo(last.Span());
        place.Holds = last;
        pass.KeepOf(member, last, _shape);
    }

    /// <summary>Lets a watcher look at what the node has done.</summary>
    public void Tell(Pass pass)
    {
        if (member.Node.Watched is not { } layer || pass.Watcher?.Of(layer) is not { } watcher) return;
        var inputs = Array.ConvertAll(Inputs, Signal.EachStep);
        // what is added to the input of another is not to be had otherwise
        watcher.OnForward(inputs, member.Adds ? layer.Forward(inputs[0], new(this, new(), false, 0, null)).Output : Signal.EachStep(Output), 0);
        if (watcher.WantsGradient) _watcher = watcher;
    }

    /// <summary>Makes ready the way back.</summary>
    /// <param name="lease">Holds the memory.</param>
    /// <param name="outer">The gradient of the output from outside of the circle; null for none.</param>
    public void BeginBackward(Lease lease, Tensor<float>? outer)
    {
        for (var p = 0; p < Inputs.Length; p++) InputGradientRows[p] = new(lease, Sequences.InputGradients[p]);
        var own = Sequences.OutputGradient!;
        OutputGradientRows = new(lease, own);
        _outer = null;
        if (member.Into is null)
        {
            if (outer is null || member.HasOneGradient) own.Span().Clear();
            else outer.Span().CopyTo(own.Span());
            if (outer is not null && member.HasOneGradient) _outer = new(lease, outer);
        }
        Layer.Begin(backward: true);
    }

    public void Backward(int step)
    {
        var own = OutputGradientRows[step];
        if (_outer is { } outer) TensorPrimitives.Add(own, outer[step], own);
        _watcher?.OnGradient(own, _shape, step);
        Layer.Backward(step);
        if (member is { HasOneGradient: true, IsPassedBack: false }) own.Clear();
    }
}
