using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>A value of an expression: a number, which costs no operation, or a tensor; one of truth values stands for 1 and 0.</summary>
internal readonly struct Operand
{
    private Operand(Tensor? tensor, double number)
    {
        Tensor = tensor;
        Number = number;
    }

    /// <summary>Null where it is a number.</summary>
    public Tensor? Tensor { get; }

    public double Number { get; }

    public static implicit operator Operand(Tensor tensor) => new(tensor, 0);

    public static implicit operator Operand(double number) => new(null, number);
}
