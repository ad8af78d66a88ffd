using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Interactive;

/// <summary>Forward passes with their gradients, and gradients: names, shapes, norms.</summary>
internal static class GradientsView
{
    public static View Of(NetworkRun run) => new View("NetworkRun", RecordView.Table(run.Outputs))
        .With(run.Penalty == 0 ? null : new NotePart($"penalty {Numbers.Text(run.Penalty)}"))
        .With(new NotePart("Pullback(gradient of the output) gives the gradients of the parameters."));

    public static View Of(NetworkGradients gradients) =>
        new("NetworkGradients", RecordView.Table(Named(gradients.Parameters).Concat(gradients.Inputs)));

    public static View Of(ParameterGradients gradients)
    {
        var named = Named(gradients).ToArray();
        var norm = Math.Sqrt(named.Sum(entry => Math.Pow(Numbers.Of(entry.Value).Norm, 2)));
        return new($"ParameterGradients of norm {Numbers.Text(norm)}", RecordView.Table(named));
    }

    public static View Pullback<T, TState>(NeuronLayerPullback<T, TState> pullback)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TState : NeuronState<T>
    {
        var final = pullback.Final.Names.Select(name => KeyValuePair.Create($"final {name}", pullback.Final[name]));
        return new View("NeuronLayerPullback", RecordView.Table([KeyValuePair.Create("output", pullback.Output), .. pullback.Recorded, .. final]))
            .With(TensorView.Picture(pullback.Output, Numbers.Of(pullback.Output)))
            .With(new NotePart("Gradients(gradient of the output) gives those of inputs and parameters."));
    }

    public static View Gradients<T, TState>(NeuronLayerGradients<T, TState> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TState : NeuronState<T>
    {
        var inputs = gradients.Inputs.Select(entry => KeyValuePair.Create($"input {entry.Key}", entry.Value));
        var parameters = gradients.Parameters.Select(entry => KeyValuePair.Create($"parameter {entry.Key}", Tensor.Create(entry.Value)));
        return new("NeuronLayerGradients", new TablePart(
            ["name", "shape", "#norm", "numbers"], [.. RecordView.Table(inputs).Rows, .. RecordView.Table(parameters).Rows]));
    }

    private static IEnumerable<KeyValuePair<string, Tensor<float>>> Named(ParameterGradients gradients) => gradients.Parameters
        .Select((parameter, index) => (parameter, index)).Where(each => each.parameter.IsLearnable)
        .Select(each => KeyValuePair.Create(each.parameter.Name, gradients[each.index]));
}
