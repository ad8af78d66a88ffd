namespace Neurons.Networks;

/// <summary>The shape in which an image of grey values is given to a network.</summary>
public enum ImageShape
{
    /// <summary>[height · width], for linear layers.</summary>
    Flat,

    /// <summary>[height, width].</summary>
    Plane,

    /// <summary>[1, height, width], for convolutions.</summary>
    Channel,
}
