using System.Numerics.Tensors;
using Microsoft.DotNet.Interactive.Formatting;
using Neurons.Primitives;

namespace Neurons.Interactive;

/// <summary>
/// How notebooks show tensors, layers, networks, gradients, states, records, spikes, trainings and figures: as HTML, and as plain text where
/// that is asked for. A notebook that loads the package has them; elsewhere, <see cref="Register"/> is called once.
/// </summary>
public static class NeuronsFormatters
{
    private const string Html = "text/html";
    private const string Text = "text/plain";

    /// <summary>Makes them known to <see cref="Formatter"/>. What was registered before for the same types gives way.</summary>
    public static void Register()
    {
        Add(typeof(Figure), value => FigureView.Of((Figure)value));
        Add(typeof(Tensor<>), TensorView.Of);
        Add(typeof(SpikeBits), value => SpikesView.Of((SpikeBits)value));
        Add(typeof(Parameter), value => LayerView.Of((Parameter)value));
        Add(typeof(Layer), value => LayerView.Of((Layer)value));
        Add(typeof(Network), value => NetworkView.Of((Network)value));
        Add(typeof(NetworkRun), value => GradientsView.Of((NetworkRun)value));
        Add(typeof(NetworkGradients), value => GradientsView.Of((NetworkGradients)value));
        Add(typeof(ParameterGradients), value => GradientsView.Of((ParameterGradients)value));
        // Their types are known when there is one.
        Add(typeof(NeuronLayerPullback<,>), value => GradientsView.Pullback((dynamic)value));
        Add(typeof(NeuronLayerGradients<,>), value => GradientsView.Gradients((dynamic)value));
        Add(typeof(NeuronState<float>), value => RecordView.Of((NeuronState<float>)value));
        Add(typeof(NeuronState<double>), value => RecordView.Of((NeuronState<double>)value));
        Add(typeof(IReadOnlyDictionary<string, Tensor<float>>), value => RecordView.Of((IReadOnlyDictionary<string, Tensor<float>>)value));
        Add(typeof(IReadOnlyDictionary<string, Tensor<double>>), value => RecordView.Of((IReadOnlyDictionary<string, Tensor<double>>)value));
        Add(typeof(RecurrentState<>), value => FunctionalView.Of((dynamic)value));
        Add(typeof(Snapshot<>), FunctionalView.Snapshot);
        Add(typeof(RecurrentSnapshot<,>), FunctionalView.RecurrentSnapshot);
        Add(typeof(Neuron<,,>), FunctionalView.Neuron);
        Add(typeof(NeuronPullback<,>), FunctionalView.Pullback);
        foreach (var type in FunctionalView.Records("Parameters")) Add(type, FunctionalView.Parameters);
        foreach (var type in FunctionalView.Records("State")) Add(type, FunctionalView.State);
        Add(typeof(Dataset), value => DataView.Of((Dataset)value));
        Add(typeof(Batch), value => DataView.Of((Batch)value));
        Add(typeof(Trainer), value => TrainingView.Of((Trainer)value));
        Add(typeof(Epoch), value => TrainingView.Of([(Epoch)value]));
        Add(typeof(IReadOnlyList<Epoch>), value => TrainingView.Of((IReadOnlyList<Epoch>)value));
        Add(typeof(Evaluation), value => TrainingView.Of((Evaluation)value));
    }

    private static void Add(Type type, Func<object, View> view)
    {
        Formatter.Register(type, (value, writer) => writer.Write(view(value).ToHtml()), Html);
        Formatter.Register(type, (value, writer) => writer.Write(view(value).ToText()), Text);
        Formatter.SetPreferredMimeTypesFor(type, Html);
    }
}
