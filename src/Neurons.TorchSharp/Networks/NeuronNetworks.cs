using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>What can be done with all neurons of a network of torch modules.</summary>
public static class NeuronNetworks
{
    /// <summary>
    /// Brings the learnable parameters of all neurons in a network that an optimizer has moved out of what is allowed back into it: to be
    /// called after its step.
    /// </summary>
    /// <param name="network">A module with neurons in it.</param>
    public static void constrain(this nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (var (_, neuron) in Neurons(network)) neuron.Values.Constrain(name => neuron.get_parameter(name)!);
    }

    /// <summary>
    /// Takes the numbers of a model that PyTorch saved in safetensors, as <c>save_file(model.state_dict(), …)</c> of Python does: weights
    /// under PyTorch's names, and the parameters of neurons under those of snnTorch (<c>lif.beta</c>), SpikingJelly (<c>lif.w</c>), Norse
    /// (<c>lif.tau_mem_inv</c>) or this library (<c>lif.Beta</c>). Numbers of other precisions are converted. Parameters that are not
    /// learnable, and settings that a file holds, must be what the file says.
    /// </summary>
    /// <param name="network">The network, with modules that correspond to those of the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="modules">
    /// For modules with another name in the network, this name by the file's: { ["lif1"] = "1" } for <c>lif1.beta</c>. What is inside of
    /// them goes with them.
    /// </param>
    /// <param name="skip">Names that are left out: tensors of the file that are not taken, and of the network that stay as they are.</param>
    /// <exception cref="IO.FormatError">
    /// The file has tensors that the network has no place for, or lacks some; the message names them. Or a tensor does not fit. Then nothing
    /// is changed.
    /// </exception>
    /// <exception cref="ArgumentException">The file has none of the tensors of a module of <paramref name="modules"/>.</exception>
    public static void import_state_dict(
        this nn.Module network, string path, IReadOnlyDictionary<string, string>? modules = null, IReadOnlyCollection<string>? skip = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        new StateDictImport(network, IO.SafetensorsFile.Read(path), path, modules ?? new Dictionary<string, string>(), skip ?? []).Run();
    }

    /// <summary>The neurons of a network with their paths, which are empty for the network itself.</summary>
    internal static IEnumerable<(string Path, INeuron Neuron)> Neurons(nn.Module network) =>
        network.named_modules().Prepend((name: "", module: network))
            .Where(one => one.module is INeuron).Select(one => (one.name, (INeuron)one.module));
}
