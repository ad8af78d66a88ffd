using Neurons.Networks;

namespace Neurons.Nir;

/// <summary>A network made of a NIR graph, and what was decided on the way.</summary>
/// <param name="Network">
/// The network. Its inputs and outputs have the names of the graph's, its nodes those of the graph's, where what a name here cannot have is
/// replaced: <c>.</c> by <c>//</c>, and others by <c>_</c>; a node of a graph within the graph is <c>sub/inner</c>.
/// </param>
/// <param name="Report">What NIR leaves open and was decided, and where the network deviates from the file.</param>
/// <param name="Names">The node of the network for each node of the file; that of an inner graph is <c>sub/inner</c>.</param>
public sealed record NirNetwork(Graph Network, IReadOnlyList<NirNote> Report, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>The network and the report.</summary>
    public void Deconstruct(out Graph network, out IReadOnlyList<NirNote> report) => (network, report) = (Network, Report);
}
