namespace Neurons.Interactive;

/// <summary>Layers: what they are made of, their parameters, and the equations of neurons.</summary>
internal static class LayerView
{
    public static View Of(Layer layer) => layer is NeuronLayer neurons ? Of(neurons) : Other(layer);

    public static View Of(Parameter parameter)
    {
        var numbers = Numbers.Of(parameter.Value);
        return new View(
            $"Parameter {parameter.Name} {Numbers.Shape(parameter.Shape)}{(parameter.IsLearnable ? "" : ", not learnable")}",
            new NotePart(numbers.ToString())).With(TensorView.Picture(parameter.Value, numbers));
    }

    private static View Of(NeuronLayer layer)
    {
        var model = layer.Model;
        var parameters = layer.Parameters.Select(parameter => new[]
        {
            parameter.Name, parameter.Shape.IsEmpty ? "" : Numbers.Shape(parameter.Shape), Value(parameter.ToArray()), parameter.Unit,
            parameter.Range.ToString(), parameter.IsLearnable ? "yes" : "no", parameter.Meaning,
        });
        var states = model.StateNames.Zip(model.StateInfo, (name, info) => new[] { name, info.Unit, info.Meaning });
        return new View(layer.ToString(), new NotePart(model.Summary)).With(
            layer.Parameters.Count == 0 ? null : new TablePart(
                ["parameter", "shape", "value", "unit", "allowed", "learnt", "meaning"], [.. parameters]),
            model.StateNames.Length == 0 ? null : new TablePart(["state", "unit", "meaning"], [.. states]),
            new FoldedPart("equations, options, source", layer.Explain().TrimEnd()));
    }

    private static View Other(Layer layer)
    {
        var view = new View(layer.ToString());
        if (layer.Children.Count > 0)
        {
            view = view.With(new TablePart(
                ["#", "made of"], [.. layer.Children.Select((child, i) => new[] { child.Place ?? $"{i}", child.ToString() })]));
        }

        Parameter[] parameters = [.. layer.AllParameters];
        if (parameters.Length == 0) return view.With(new NotePart("no parameters"));
        view = view.With(RecordView.Table(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))));
        return view.With(TensorView.Picture(parameters[0].Value, Numbers.Of(parameters[0].Value)));
    }

    private static string Value(double[] values) => values.Length == 1 ? Numbers.Text(values[0]) : Numbers.Of(values, values.Length).ToString();
}
