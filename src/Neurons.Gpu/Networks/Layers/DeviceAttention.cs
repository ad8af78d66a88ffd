using Neurons.Compile;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>The product of queries, keys and values, by the smaller of its two orders.</summary>
internal sealed class DeviceAttention(AttentionProduct layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var lengths = x.Lengths.ToArray();
        var place = input.IsConstant ? 1 : 2;
        lengths[place] /= 3;
        var product = new Product(layer, lengths[place] / layer.Options.Heads, Shapes.Elements(input.Shape[2..]), pass);
        var y = pass.Take(lengths);
        var inner = product.Forward(x, y);
        return new(input.With(y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            product.Backward(x, inner, dy, dx);
            return dx;
        });
    }

    /// <summary>The products of a pass: of each head, [depth, tokens].</summary>
    private sealed class Product(AttentionProduct layer, long depth, long tokens, DevicePass pass)
    {
        private readonly long _heads = layer.Options.Heads;
        private readonly float _scale = (float)layer.Options.Scale;

        /// <summary>Whether v kᵀ is the smaller product.</summary>
        private bool ByDepth => depth <= tokens;

        private long Side => Math.Min(depth, tokens);

        /// <summary>Writes the output; returns v kᵀ, or kᵀ q.</summary>
        public DeviceTensor<float> Forward(DeviceTensor<float> x, DeviceTensor<float> y)
        {
            var inner = pass.Take((nint)(y.Count / Math.Max(1, depth * tokens)), (nint)Side, (nint)Side);
            var a = Square(inner);
            if (ByDepth)
            {
                Multiply(Part(x, 2), Part(x, 1).Turned, a, depth, depth, tokens);
                Multiply(a, Part(x, 0), Whole(y), depth, tokens, depth);
            }
            else
            {
                Multiply(Part(x, 1).Turned, Part(x, 0), a, tokens, tokens, depth);
                Multiply(Part(x, 2), a, Whole(y), depth, tokens, tokens);
            }

            return inner;
        }

        /// <summary>Writes the gradient of the input.</summary>
        public void Backward(DeviceTensor<float> x, DeviceTensor<float> inner, DeviceTensor<float> dy, DeviceTensor<float> dx)
        {
            var (a, b, g) = (Square(inner), Square(pass.Take(inner.Lengths)), Whole(dy));
            if (ByDepth)
            {
                Multiply(a.Turned, g, Part(dx, 0), depth, tokens, depth);
                Multiply(g, Part(x, 0).Turned, b, depth, depth, tokens); // of v kᵀ
                Multiply(b, Part(x, 1), Part(dx, 2), depth, tokens, depth);
                Multiply(b.Turned, Part(x, 2), Part(dx, 1), depth, tokens, depth);
            }
            else
            {
                Multiply(g, a.Turned, Part(dx, 2), depth, tokens, tokens);
                Multiply(Part(x, 2).Turned, g, b, tokens, tokens, depth); // of kᵀ q
                Multiply(Part(x, 1), b, Part(dx, 0), depth, tokens, tokens);
                Multiply(Part(x, 0), b.Turned, Part(dx, 1), depth, tokens, tokens);
            }
        }

        private void Multiply(HeadMatrix a, HeadMatrix b, HeadMatrix c, long rows, long columns, long terms)
        {
            var heads = c.Numbers.Count / Math.Max(1, c.Sample) * _heads;
            var arguments = new KernelArguments().Add(DeviceTools.Number(heads * rows * columns)).Add((uint)_heads)
                .Add(DeviceTools.Number(rows)).Add(DeviceTools.Number(columns)).Add(DeviceTools.Number(terms));
            foreach (var matrix in (HeadMatrix[])[a, b, c])
            {
                foreach (var number in (long[])[matrix.First, matrix.Sample, matrix.Head, matrix.Row, matrix.Column])
                    arguments.Add(DeviceTools.Number(number));
                arguments.Add(matrix.Scale, Precision.Float32);
            }

            pass.Device.Tool(Precision.Float32, AttentionText.Multiply, AttentionText.Of).Run(
                heads * rows * columns, arguments.Read(a.Numbers.Memory).Read(b.Numbers.Memory).Add(c.Numbers.Memory));
        }

        /// <summary>Queries, keys or values, or their gradients: the first, second or third part of the channels.</summary>
        private HeadMatrix Part(DeviceTensor<float> x, int part)
        {
            var size = depth * tokens;
            return new(x, part * _heads * size, 3 * _heads * size, size, tokens, 1, 1);
        }

        /// <summary>The output or its gradient, times the number of the options.</summary>
        private HeadMatrix Whole(DeviceTensor<float> y) => new(y, 0, _heads * depth * tokens, depth * tokens, tokens, 1, _scale);

        private HeadMatrix Square(DeviceTensor<float> inner) => new(inner, 0, _heads * Side * Side, Side * Side, Side, 1, 1);
    }

    /// <summary>A matrix of each head of each sample.</summary>
    /// <param name="Numbers">Where they are.</param>
    /// <param name="First">Where the first begins.</param>
    /// <param name="Sample">From a sample to the next.</param>
    /// <param name="Head">From a head to the next.</param>
    /// <param name="Row">From a row to the next.</param>
    /// <param name="Column">From a column to the next.</param>
    /// <param name="Scale">What its numbers are multiplied by.</param>
    private readonly record struct HeadMatrix(
        DeviceTensor<float> Numbers, long First, long Sample, long Head, long Row, long Column, float Scale)
    {
        public HeadMatrix Turned => this with { Row = Column, Column = Row };
    }
}
