using System.Numerics.Tensors;
using Neurons.Run;

namespace Neurons.Networks;

/// <summary>A node of a circle in a forward pass: its memory and its steps.</summary>
internal sealed class CircleRun(CircleMember member, int steps, nint batch)
{
    private Tensor<float>? _all, _stateBefore;
    private Rows? _outer;

    public CircleMember Member => member;

    public int Steps => steps;

    public nint Batch => batch;

    public Tensor<float>[] Inputs { get; } = new Tensor<float>[member.Inlets.Length];

    public Tensor<float> Output { get; set; } = null!;

    /// <summary>The output before each step; only of one that is kept.</summary>
    public Tensor<float> Before { get; private set; } = null!;

    public LayerSequences Sequences { get; private set; } = null!;

    public LayerSteps Layer { get; private set; } = null!;

    public Rows[] InputRows { get; private set; } = [];

    public Rows OutputRows { get; private set; }

    /// <summary>The rows of <see cref="Before"/>.</summary>
    public Rows BeforeRows { get; private set; }

    public Rows[] InputGradientRows { get; private set; } = [];

    public Rows OutputGradientRows { get; private set; }

    private nint[] Shape => [batch, .. member.Shape];

    /// <summary>Takes memory for the output, unless it is added to that of an input.</summary>
    public void TakeOutput(Pass pass)
    {
        if (member.Adds) return;
        if (!member.IsKept)
        {
            Output = pass.Workspace.Take(member, "output", [steps, .. Shape]);
            return;
        }
        _all = pass.Workspace.Take(member, "output", [steps + 1, .. Shape]);
        Before = pass.Workspace.Part(member, "output", 0, [steps, .. Shape]);
        Output = pass.Workspace.Part(member, "output", (int)TensorPrimitives.Product<nint>(Shape), [steps, .. Shape]);
        _stateBefore = pass.BeforeOf<Tensor<float>>(member, member.Node.Layer, Shape);
        var first = Rows.Of(_all, 0);
        if (_stateBefore is null) first.Clear();
        else _stateBefore.Span().CopyTo(first);
    }

    /// <summary>Makes the layer ready, once all memory is known.</summary>
    public void Prepare(Pass pass)
    {
        Sequences = new(Inputs, Output) { AddsOutput = member.Adds };
        Layer = member.Node.Steps(Sequences, pass);
    }

    public void Begin(Lease lease)
    {
        InputRows = Array.ConvertAll(Inputs, input => new Rows(lease, input));
        OutputRows = new(lease, Output);
        if (member.IsKept) BeforeRows = new(lease, Before);
        Layer.Begin(backward: false);
    }

    /// <summary>The last output, for a pass that goes on from here: in one of two places, as the gradient still needs the one before.</summary>
    public void Keep(Pass pass)
    {
        if (_all is null) return;
        var place = pass.Workspace.Keep(member, "last", static _ => new StatePlaces()).Other(_stateBefore);
        var last = pass.Workspace.Take(place, "output", Shape);
        Rows.Of(_all, steps).CopyTo(last.Span());
        place.Holds = last;
        pass.After.Set(member, last, Shape);
    }

    /// <summary>Makes ready the way back.</summary>
    /// <param name="lease">Holds the memory.</param>
    /// <param name="outer">The gradient of the output from outside of the circle; null for none.</param>
    public void BeginBackward(Lease lease, Tensor<float>? outer)
    {
        InputGradientRows = [.. Sequences.InputGradients.Select(gradient => new Rows(lease, gradient))];
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
        Layer.Backward(step);
        if (member is { HasOneGradient: true, IsPassedBack: false }) own.Clear();
    }
}
