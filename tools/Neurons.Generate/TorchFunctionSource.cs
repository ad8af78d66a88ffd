namespace Neurons.Generate;

/// <summary>
/// Writes the F# of the models on torch tensors: a module of functions for each, and the same lines for the library's own tensors and for torch's.
/// </summary>
internal static class TorchFunctionSource
{
    private const string Header = "// Generated from the models; tools/Neurons.Generate writes it anew.";

    /// <summary>The module of a model's functions.</summary>
    public static string Of(ModelEntry entry)
    {
        var name = entry.Name;
        var (_, parameters, state) = ModelRecords.InFSharp(name);
        var (one, all, type, with) = HasSeveral(entry) ? ("inputs", "inputs", "torch.Tensor list", "With") : ("x", "xs", "torch.Tensor", "");
        return $"""
            {Header}
            namespace Neurons.Torch

            open TorchSharp
            open Neurons

            /// `Neurons.{name}` on torch tensors: {entry.Definition.Summary}.
            module {name} =
                /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
                let create<'P> options : Neuron<{parameters}<'P>, {state}<torch.Tensor>> =
                    Neuron<_, _>(Neurons.TorchSharp.{name}.create options)

                /// One step with the default options: the output and the next state.
            {Binding($"    let step (p: {parameters}<'P>) s ({one}: {type}) =", $"(create<'P> {name}.options).Step{with} p s {one}")}

                /// All steps of {all}, [T; …], with the default options: all outputs and the last state.
            {Binding($"    let integral (p: {parameters}<'P>) s ({all}: {type}) =", $"(create<'P> {name}.options).Integral{with} p s {all}")}

            """;
    }

    /// <summary>What every function computes on the library's own tensors.</summary>
    public static string OnTensors(ModelEntry[] entries) => SameTexts(
        """
        module Neurons.Tests.Functions.OnTensors

        open Neurons
        open Neurons.Tests.Functions.Numbers

        type Values = System.Numerics.Tensors.Tensor<float32>

        let private sequence = InputSequence.EachStep

        let private half (x: Values) : Values =
            let numbers = x.AsReadOnlyTensorSpan()
            System.Numerics.Tensors.Tensor.Multiply(&numbers, 0.5f)
        """,
        entries);

    /// <summary>The same on torch's.</summary>
    public static string OnTorch(ModelEntry[] entries) => SameTexts(
        """
        module Neurons.Tests.Functions.OnTorch

        open Neurons
        open Neurons.Torch
        open Neurons.Tests.Functions.Numbers

        type Values = global.TorchSharp.torch.Tensor

        let private sequence: Values -> Values = id
        let private half (x: Values) : Values = x * 0.5f
        """,
        entries);

    /// <summary>On one line where it fits.</summary>
    private static string Binding(string head, string body) =>
        head.Length + 1 + body.Length <= CSharpText.Width ? $"{head} {body}" : $"{head}\n        {body}";

    /// <summary>What tells them apart is the head of the file alone.</summary>
    private static string SameTexts(string head, ModelEntry[] entries) => $"""
        {Header}
        {head}

        /// Of every model, what its functions compute of one step x and of a sequence xs.
        let all: (string * (int[] -> Values -> Values -> float[][] list)) list = [
        {string.Join("\n\n", entries.Select(SameText))}
        ]

        """;

    /// <summary>
    /// Every function of a model once, in words that do not tell which tensors they work on. The first of several inputs is half of the others.
    /// </summary>
    private static string SameText(ModelEntry entry)
    {
        var (name, with, lists) = (entry.Name, "", "");
        if (HasSeveral(entry))
        {
            var inputs = entry.Definition.InputNames.Length;
            with = "With";
            lists = $"\n        let inputs x = half x :: List.replicate {inputs - 1} x\n        let x, xs = inputs x, List.map sequence (inputs xs)";
        }

        return $"""
                "{name}",
                fun shape (x: Values) (xs: Values) ->
                    let p = {name}.parameters
                    let neuron = {name}.create {name}.options
                    let s0 = neuron.Initial(p, shape){lists}
                    let steps = [ {name}.step p s0 x; neuron.Step{with} p s0 x ]
                    List.map numbers (steps @ [ {name}.integral p s0 xs; neuron.Integral{with} p s0 xs ])
            """;
    }

    private static bool HasSeveral(ModelEntry entry) => entry.Definition.InputNames.Length > 1;
}
