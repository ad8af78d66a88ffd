namespace Neurons.Networks;

/// <summary>How the outputs of branches become one.</summary>
public enum Merge
{
    /// <summary>Their sum; they have one shape.</summary>
    Sum,

    /// <summary>One after the other along the first dimension of the features, the channels; the other dimensions are the same.</summary>
    Concatenate,
}
