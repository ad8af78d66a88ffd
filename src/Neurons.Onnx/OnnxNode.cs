namespace Neurons.Onnx;

/// <summary>An operation of a model.</summary>
/// <param name="Name">Its name; often empty.</param>
/// <param name="Operator">The operator, such as <c>Gemm</c>.</param>
/// <param name="Domain">Whose operator it is; empty for ONNX's own.</param>
/// <param name="Inputs">The names of the values that it takes; empty ones are left out.</param>
/// <param name="Outputs">The names of the values that it gives.</param>
/// <param name="Attributes">What else is said of it, by name.</param>
public sealed record OnnxNode(
    string Name, string Operator, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes)
{
    /// <summary>For messages.</summary>
    public override string ToString() => $"{Operator} '{(Name.Length > 0 ? Name : Outputs.Count > 0 ? Outputs[0] : "")}'";

    internal long Whole(string name, long otherwise) => Attributes.TryGetValue(name, out var found) ? found.Whole ?? otherwise : otherwise;

    internal float Number(string name, float otherwise) => Attributes.TryGetValue(name, out var found) ? found.Number ?? otherwise : otherwise;

    internal string Text(string name, string otherwise) => Attributes.TryGetValue(name, out var found) ? found.Text ?? otherwise : otherwise;

    internal IReadOnlyList<long>? Wholes(string name) => Attributes.TryGetValue(name, out var found) ? found.Wholes : null;
}
