namespace Neurons.Networks;

/// <summary>
/// How the nodes of a circle are connected, and which of them share memory: what comes to a node as it leaves another is not copied, and a
/// gradient that is of use for one step alone has room for one.
/// </summary>
internal static class CirclePlan
{
    /// <param name="nodes">The numbers of the nodes in the graph, in order.</param>
    /// <param name="ports">All inputs of each of them.</param>
    /// <param name="members">What they are.</param>
    /// <param name="shapes">The shapes of their outputs.</param>
    /// <param name="outputs">The nodes whose outputs others need.</param>
    public static CircleMember[] Of(int[] nodes, Port[][] ports, CircleNode[] members, int[][] shapes, int[] outputs)
    {
        CircleInlet[][] inlets =
            [.. ports.Select((of, m) => of.Select((port, p) => new CircleInlet(m, p, Inside(port), port.Sources.Any(Outside))).ToArray())];
        var plan = members.Select((node, m) => new CircleMember(node, Shapes.Native(shapes[m]), inlets[m])).ToArray();
        for (var s = 0; s < plan.Length; s++)
        {
            var member = plan[s];
            CircleInlet[] uses = [.. inlets.SelectMany(of => of).SelectMany(inlet => inlet.Sources.Where(source => source == s).Select(_ => inlet))];
            member.IsKept = uses.Any(inlet => s >= inlet.Member);
            if (uses is [var alone])
            {
                if (s < alone.Member && !outputs.Contains(nodes[s])) member.Into = alone;
                alone.PassesBack = s > alone.Member && alone.IsView
                    && Can(s, StepMemory.OneOutputGradient) && Can(alone.Member, StepMemory.OneInputGradient);
                member.IsPassedBack = alone.PassesBack;
            }
            member.Adds = member.Into is { IsView: false } && Can(s, StepMemory.AddsOutput);
            member.HasOneGradient = member.Into is null && Can(s, StepMemory.OneOutputGradient);
        }
        foreach (var inlet in inlets.SelectMany(of => of))
        {
            inlet.Added = inlet.IsView ? [] : Array.FindAll(inlet.Sources, source => !plan[source].Adds);
            inlet.Spread = inlet.PassesBack ? [] : Array.FindAll(inlet.Sources, source => plan[source].Into != inlet);
            inlet.HasOneGradient = !inlet.HasOutside && inlet.Spread.Length == inlet.Sources.Length
                && Can(inlet.Member, StepMemory.OneInputGradient);
        }
        return plan;

        bool Outside(int source) => !nodes.Contains(source);

        int[] Inside(Port port) => [.. port.Sources.Where(source => !Outside(source)).Select(source => Array.IndexOf(nodes, source))];

        bool Can(int m, StepMemory what) => members[m].Memory.HasFlag(what);
    }
}

/// <summary>A node of a circle.</summary>
/// <param name="node">What it is.</param>
/// <param name="shape">The shape of its output.</param>
/// <param name="inlets">Its inputs.</param>
internal sealed class CircleMember(CircleNode node, nint[] shape, CircleInlet[] inlets)
{
    public CircleNode Node => node;

    public nint[] Shape => shape;

    public CircleInlet[] Inlets => inlets;

    /// <summary>Whether another takes what it gave the step before; then there is a row for that before the first step.</summary>
    public bool IsKept { get; set; }

    /// <summary>The one input that it feeds, at the same step; their gradients are the same. Null where it feeds others, too.</summary>
    public CircleInlet? Into { get; set; }

    /// <summary>Whether it adds its output to the memory of the input that it feeds.</summary>
    public bool Adds { get; set; }

    /// <summary>Whether one row is the gradient of its output at each step in turn.</summary>
    public bool HasOneGradient { get; set; }

    /// <summary>Whether the one that it feeds writes to that row.</summary>
    public bool IsPassedBack { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{node.Layer} in a circle";
}

/// <summary>An input of a node of a circle.</summary>
/// <param name="member">The place of the node in the circle.</param>
/// <param name="index">Which of its inputs it is.</param>
/// <param name="sources">The places of the nodes of the circle that feed it.</param>
/// <param name="hasOutside">Whether something outside of the circle feeds it, too.</param>
internal sealed class CircleInlet(int member, int index, int[] sources, bool hasOutside)
{
    public int Member => member;

    public int Index => index;

    public int[] Sources => sources;

    public bool HasOutside => hasOutside;

    /// <summary>What its memory is for.</summary>
    public string Role { get; } = $"input {index}";

    /// <summary>What the memory of its gradient is for.</summary>
    public string GradientRole { get; } = $"gradient of input {index}";

    /// <summary>Whether it is the output of one node, or that of the step before.</summary>
    public bool IsView => !hasOutside && sources.Length == 1;

    /// <summary>The sources whose outputs are added to it.</summary>
    public int[] Added { get; set; } = [];

    /// <summary>The sources to whose gradients its own is added.</summary>
    public int[] Spread { get; set; } = [];

    /// <summary>Whether its gradient is written to that of the output that it is.</summary>
    public bool PassesBack { get; set; }

    /// <summary>Whether one row is its gradient at each step in turn.</summary>
    public bool HasOneGradient { get; set; }
}
