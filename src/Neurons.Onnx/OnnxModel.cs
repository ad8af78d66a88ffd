using Neurons.Onnx.Files;
using Neurons.Onnx.Networks;

namespace Neurons.Onnx;

/// <summary>
/// A model in the Open Neural Network Exchange format: operations, what connects them, and their weights (onnx.ai; the messages of its
/// <c>onnx.proto</c>). Weights lie in the file itself, or in files in its folder or below it.
/// </summary>
public sealed class OnnxModel
{
    internal OnnxModel(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The name and version of the program that wrote it.</summary>
    public string Producer { get; internal init; } = "";

    /// <summary>The version of ONNX's operators.</summary>
    public long Opset { get; internal init; }

    /// <summary>The operations, each after those that it takes from.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; internal init; } = [];

    /// <summary>The weights and other constants, by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Constants { get; internal init; } = new Dictionary<string, OnnxTensor>();

    /// <summary>The inputs that are no constants.</summary>
    public IReadOnlyList<OnnxValue> Inputs { get; internal init; } = [];

    /// <summary>The outputs.</summary>
    public IReadOnlyList<OnnxValue> Outputs { get; internal init; } = [];

    /// <summary>Reads a model.</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <exception cref="IO.FormatError">The file is damaged, is no such file, or has weights in files that are elsewhere or not there.</exception>
    public static OnnxModel Read(string path) => OnnxReader.Read(path);

    /// <summary>
    /// Makes a network with the weights of the model, for evaluation or training further: Gemm, MatMul, Conv, BatchNormalization, Relu, Clip,
    /// Sigmoid, Tanh, pooling, Flatten, Reshape and Squeeze to one dimension, Add, Sum, Concat, and constants added and multiplied for each
    /// channel. The first dimension of all values is the batch.
    /// </summary>
    /// <exception cref="NotSupportedException">An operator, or one of its options, has no counterpart; the message names the node.</exception>
    /// <exception cref="IO.FormatError">The model is not consistent.</exception>
    public OnnxNetwork ToNetwork() => new NetworkMaker(this).Make();
}
