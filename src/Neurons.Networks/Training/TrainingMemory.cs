namespace Neurons.Networks;

/// <summary>What a training holds.</summary>
internal static class TrainingMemory
{
    /// <param name="network">The network.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="workspace">The memory of its passes.</param>
    /// <param name="inputs">The bytes of the inputs of a batch.</param>
    public static IReadOnlyList<MemoryPart> Of(Network network, Optimizer optimizer, Workspace workspace, long inputs)
    {
        var weights = network.Parameters.Sum(Bytes);
        var learnable = network.Parameters.Where(parameter => parameter.IsLearnable).Sum(Bytes);
        return
        [
            new("inputs of a batch", inputs),
            .. workspace.Held.GroupBy(Name).Select(part => new MemoryPart(part.Key, part.Sum(held => held.Bytes))),
            new("weights", weights),
            new("optimizer", optimizer.StateNames.Count * learnable),
        ];
    }

    private static long Bytes(Parameter parameter) => parameter.Value.FlattenedLength * sizeof(float);

    private static string Name((object Owner, string Role, long Bytes) held) => held.Owner switch
    {
        Parameter => "gradients of weights",
        LayerChain or GraphPart or Port or GradientSlot => "gradients between layers",
        Trainer or TrainingMethod or Network or OutputCriterion => "outputs and their gradient",
        Layer => $"{held.Owner} {held.Role}",
        _ => held.Owner.ToString()!,
    };
}
