namespace Neurons.Networks;

/// <summary>The loss of one of the outputs of a network, among others whose sum is made small.</summary>
/// <param name="Output">The output, one of <see cref="Network.OutputNames"/>.</param>
/// <param name="Loss">Its loss: of the classes of the samples, or of the targets that the data has for this output.</param>
/// <param name="Weight">What it is multiplied by in the sum, &gt; 0. Default 1.</param>
public sealed record OutputLoss(string Output, Loss Loss, double Weight = 1)
{
    /// <summary>As text, such as <c>0.1 mean_squared_error of lif.v</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{(Weight == 1 ? "" : $"{Weight} ")}{Loss} of {Output}");
}
