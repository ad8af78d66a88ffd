using Neurons.IO;

namespace Neurons.Networks;

/// <summary>Networks with their weights as safetensors files.</summary>
internal static class NetworkCheckpoint
{
    /// <summary>Writes what <see cref="Read"/> reads; what it would refuse is refused before a file is touched.</summary>
    public static void Write(string path, Network network)
    {
        Checkpoint.RequireReadable(network.Parameters, path);
        var metadata = new Dictionary<string, string> { [Checkpoint.NetworkKey] = NetworkDescription.Write(network) };
        Checkpoint.Write(path, metadata, network.Parameters, []);
    }

    /// <summary>The network of a file.</summary>
    public static Network Read(SafetensorsFile file, string path)
    {
        if (file.Metadata.TryGetValue(Checkpoint.UnnamedKey, out var unnamed))
            throw new FormatError(path, $"does not say how to build its network, so that it has to be given ({unnamed})");
        if (!file.Metadata.TryGetValue(Checkpoint.FormatKey, out var format)
            || !file.Metadata.TryGetValue(Checkpoint.NetworkKey, out var description))
            throw new FormatError(path, "is a safetensors file, but not one of a network: its metadata has no description");
        if (format != Checkpoint.Format)
            throw new FormatError(path, $"has the format '{format}'; '{Checkpoint.Format}' can be read");

        var network = NetworkDescription.Read(description, file, path);
        Checkpoint.ReadWeights(file, path, network.Parameters);
        return network;
    }
}
