namespace Neurons.Nir;

/// <summary>What a line of a report is about.</summary>
public enum NirNoteKind
{
    /// <summary>NIR does not say it, and it was decided.</summary>
    LeftOpen,

    /// <summary>What has no place on the other side, and changes nothing of what is computed, such as names and metadata.</summary>
    LeftOut,

    /// <summary>What has no node of its own and is written by other means that compute the same.</summary>
    Rewritten,

    /// <summary>One side does not do what the other says.</summary>
    Deviation,
}

/// <summary>A line of a report, of <see cref="NirConversion.ToNetwork"/> or of the way back.</summary>
/// <param name="Node">The node of the file; null where it is all of them.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">What was decided, or differs.</param>
public sealed record NirNote(string? Node, NirNoteKind Kind, string Text)
{
    /// <summary>Whether network and file do not do the same.</summary>
    public bool IsDeviation => Kind == NirNoteKind.Deviation;

    /// <inheritdoc/>
    public override string ToString()
    {
        var kind = Kind switch
        {
            NirNoteKind.LeftOpen => "left open",
            NirNoteKind.LeftOut => "left out",
            NirNoteKind.Rewritten => "rewritten",
            _ => "deviation",
        };
        return $"{kind}: {(Node is null ? "" : $"{NirText.Quote(Node)}: ")}{Text}";
    }
}
