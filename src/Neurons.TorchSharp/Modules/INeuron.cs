using TorchParameter = TorchSharp.Modules.Parameter;

namespace Neurons.TorchSharp;

/// <summary>A module of neurons, whatever its model and its signature.</summary>
internal interface INeuron
{
    /// <summary>The model, traced with the options of the module.</summary>
    Definition Model { get; }

    /// <summary>Its parameters; the learnable ones are tensors of the module.</summary>
    ModuleParameters Values { get; }

    /// <summary>A learnable parameter as it is now.</summary>
    TorchParameter? get_parameter(string target);
}
